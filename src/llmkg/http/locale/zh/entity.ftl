# 能力、模型、方法以及主张所谈论的其他事物的页面。
entity-description = 关于它有哪些主张、谁提出、依据什么证据、有多大把握。
entity-also = 又称{ $names }
entity-tally = 关于它有 { $statements } 个命题：{ $asserts } 条主张赞成，{ $denies } 条否认，{ $open } 条存而不论。
entity-unsaid = 这里没有关于它的说法。
entity-within = 本页内容
entity-identifiers = 他处标识
entity-broader = 上位概念
entity-narrower = 下位概念
entity-related = 相关
entity-wider = 上位与下位概念

entity-sure = 有多大把握？
entity-sure-origins = 关于它的来源，{ $sources } 个来源给出了 { $count } 个命题。
entity-sure-gives = 关于它带来什么，{ $sources } 个来源给出了 { $count } 个命题。
entity-sure-best = 依据最充分的：{ $what }引用时请写作{ $level }。
entity-gap = {""}
entity-sure-nothing = 其中无一成立：或被否认，或存而不论。
entity-sure-causal = { $count ->
    [0] 这里没有证据足以称其中任何一个为因果，而非相关。
   *[other] 其中 { $count } 个有证据支持其为因果，而不止于相关。
}
entity-sure-contested = { $count } 个有争议，请两面都引。
entity-sure-denied = { $count } 个被否认。
entity-sure-open = { $count } 个存而不论。

entity-section-origins = 据称从何而来
entity-section-gives = 据称带来什么
entity-section-bearers = 谁具备，谁缺乏
entity-section-abilities = 据称的能力
entity-section-training = 据称如何制成
entity-section-training-used = 据称用于何处
entity-section-rest = 其他说法
entity-section-scope = 提到它的命题
entity-group-subject = 它{ $relation }……
entity-group-object = ……{ $relation }它
entity-group-denied = 被否认
entity-group-denied-text = 有人否认而无人主张，或反对的证据胜过支持的证据。
entity-group-open = 存而不论
entity-group-open-text = 谈到它们的来源表示尚不可知。
entity-group-scope = 作为条件、比较或所述内容的一部分
entity-group-givesRiseTo = 据称引起它
entity-group-injects = 据称注入它
entity-group-unlocks = 据称解锁它
entity-group-improves = 据称改进它
entity-group-recovers = 据称恢复它
entity-group-weakens = 据称削弱它
entity-group-affectsAbility = 据称影响它
entity-group-hasAbility = 据称具备它
entity-group-strongAt = 据称擅长它
entity-group-weakAt = 据称不擅长它
entity-group-lacksAbility = 据称缺乏它
entity-group-sacrifices = 据称牺牲了它
entity-group-correlatesWith = 观察到与它相伴
entity-more = 另外 { $count } 条
entity-stated = 主张称
entity-warranted = 证据支持到
entity-nothing-warrants = 未引证据
entity-says-for = { $count } 条主张赞成
entity-says-against = { $count } 条否认
entity-says-open = { $count } 条存而不论
entity-evidence-for = { $count } 条证据支持
entity-evidence-against = { $count } 条反对
entity-limited = { $count } 条加以限定
entity-tensions = { $count } 处张力
entity-scoped = 有条件限定

entity-questions = 未决问题
entity-tension-list = 张力所在
entity-speakers = 谁谈到它
entity-speaker = { $count } 条主张

# 模型
entity-pedigree = 它从何而来
entity-pedigree-tree = 在全部模型的演化树中查看
entity-up = 逐步上溯
entity-down = 由它而来
entity-no-base = 这里没有来源指明它出自哪个模型。
entity-step = { $child }出自{ $parent }
entity-step-by = 经由
entity-step-entailed = 由其他命题推得
entity-step-contested = 有争议
entity-step-denied = 被否认
entity-step-open = 存而不论
entity-step-why = 为何
entity-released = 据称发布于 { $day }
entity-entailed = 可推知的能力
entity-entailed-lead = 没有来源直接这样说它；这些由关于其来源模型与训练的说法推得，把握不超过其中最弱的一步。
entity-entailed-why = 为何推得
entity-figures = 据称的数字与日期
entity-figures-lead = 按各来源所给，未作更正。
entity-figure-differs = 彼此不一致
entity-figure-what = 项目
entity-figure-value = 原文所载
entity-figure-standing = 现状
entity-figure-who = 谁这样说
