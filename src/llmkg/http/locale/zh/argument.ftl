argument-space = {""}
colon = ：
argument-description = 支持与反对它的主张、所据证据，以及可以确信到什么程度。
argument-kind-causal = 因果陈述
argument-kind-factual = 事实陈述
argument-verdict = 可以确信到什么程度
argument-before = 到这一天为止，这里还没有任何来源谈到它。
argument-never = 这里没有来源对它表态。
argument-status-Supported = 有证据支持它，反对的证据都不及。
argument-status-Contested = 双方都有证据，反对的一方不弱于支持的一方。
argument-status-Refuted = 反对它的证据充分，且强于支持它的证据。
argument-status-Unsupported = 支持它的只有一句断言，或只有微弱的否认谈到它。
argument-status-Open = 没有主张表明立场；或有主张存疑，而双方都不过是猜测。

argument-why-nothing = 没有仍然算数的主张或证据支持它。
argument-line-of = { $kind }（{ $source }）
argument-why-ceiling-causal = 支持它的最佳证据是{ $best }；对因果陈述，这类证据至多支撑到{ $level }。
argument-why-ceiling-factual = 支持它的最佳证据是{ $best }；对事实陈述，这类证据至多支撑到{ $level }。
argument-why-premise = 支持它的最佳证据是{ $best }，这类证据本可支撑到{ $ceiling }；但它不会强于其中最弱的一环，而这一环只值{ $level }：「{ $claim }」
argument-why-word-causal = 没有人为它拿出证据，只有{ $best }；对因果陈述，单凭断言只支撑到{ $level }。
argument-why-word-factual = 没有人为它拿出证据，只有{ $best }，在此支撑到{ $level }。
argument-why-contested = 单看支持的一方，首先是{ $best }，本可支撑到{ $alone }；但反对的证据支撑到{ $against }，有争议者须再低一级：{ $level }。
argument-why-replication = 相互独立的受控实验都得出了它，其中有{ $best }；合起来算作重复验证，支撑到{ $level }。
argument-against = 反对它的首要证据是{ $best }，支撑到{ $level }。
argument-brought = { $count ->
   *[other] 带来 { $count } 条主张与证据
}
argument-why-policy = 按此快照的规则，支持它的证据支撑到{ $level }。
argument-groups = { $count ->
   *[other] 支持它的独立证据有 { $count } 组；弱证据再多，也合不成强证据。
}
argument-groups-against = 反对它的独立证据有 { $count } 组。
argument-denied = 「它不成立」可引作{ $level }。

argument-weighing = 逐条看证据怎样计算
argument-weighing-caption = 支持与反对它的证据，按独立的组排列
argument-weighing-note = 同一组的证据出自同一来源、作者或机构，或建立在同一主张之上；一组只算一次。一条证据值其上限；所依据的主张不值那么多时，则随之降低。
argument-side = 一方
argument-group = 组
argument-line = 证据
argument-type = 类型
argument-ceiling = 上限
argument-worth = 计作
argument-held = 受制于

argument-past = 截至{ $day }
argument-past-text = 你看到的是到那一天为止各来源所说的；更晚的主张与证据标为「尚未发表」。
argument-time = 它怎样随时间变动
argument-time-lead = 拖动滑块或选择一天：上方的判断与下方的卡片即显示当时所知。
argument-slider = 日期
argument-keys = 方向键每次移动一个月；Page Up 与 Page Down 跳到下一次与上一次变动。
argument-key-effective = 应引用的程度
argument-key-stated = 来源所言
argument-key-warranted = 证据所许
argument-key-denied = 它不成立
argument-jumps = 发生变动的日子
argument-today = 今天
argument-day = 截至这一天
argument-show = 显示
argument-moved = 是什么使它变动
argument-moved-by = 起因：
argument-time-caption = 每一次变动
argument-from-day = 自
argument-status = 状态
argument-effective = 应引用
argument-none = 无

argument-sides = 支持与反对
argument-for = 支持
argument-contra = 反对
argument-open = 存疑
argument-limits = 限定它的证据
argument-limits-text = 这些证据既不支持也不反对它，而是说明它在何处成立。
argument-claims = { $count ->
    [0] 主张
   *[other] { $count } 条主张
}
argument-evidence = { $count ->
    [0] 证据
   *[other] { $count } 项证据
}
argument-nobody-asserts = 没有来源断言它。
argument-nobody-denies = 没有来源否认它。
argument-nothing-supports = 没有支持它的证据。
argument-nothing-disputes = 没有反对它的证据。
argument-unborn = 尚未发表
argument-later = 晚于所示日期
argument-fate-superseded = 已于{ $day }被取代
argument-fate-retracted = 已于{ $day }撤回
argument-cites = 引用：
argument-cites-none = 未引证据：仅为断言
argument-replaced-by = 取而代之的是：
argument-rests-on-nothing = 不依赖其他主张。
argument-shares = { $count ->
   *[other] 并不独立：与另外 { $count } 项合算一次
}
argument-bond-source = 同一来源
argument-bond-agent = 同一作者或机构
argument-bond-claim = 依据同一主张

argument-scopes = 其他条件下的同一陈述
argument-scopes-lead = 范围不同的同一陈述是另一个命题。两者结论不同，并不矛盾。
argument-at-large = 不附条件
argument-tensions = 张力
argument-settle = 怎样才能定论
argument-settled-by = 可由此定论：
argument-settle-none = 这里没有来源说明怎样才能定论。
argument-raise-causal = 按规则，对因果陈述，以下类型的证据能支撑更高的程度：
argument-raise-factual = 按规则，对事实陈述，以下类型的证据能支撑更高的程度：
argument-follows = 它由何推出
argument-follows-as = 它也可由其他陈述推出，程度为{ $level }：不会比其中最弱的一条更可信。
argument-follows-not = 它不能由这里的其他陈述推出；所有依据都在上面。
argument-explain = 完整解释这一陈述

inference-drawing = 左边的陈述按规则推出右边的陈述；下表内容相同。
inference-caption = 解释 { $number } 的步骤
inference-region = 解释 { $number } 的图示
inference-from = 由
inference-rule = 按规则
inference-follows = 推出
inference-level = 程度
inference-identity = 由其种类，见目录
inference-claims = { $count ->
   *[other] { $count } 条主张：
}
inference-kept-narrower = 只在一定条件下成立，因此推不出一般结论
inference-kept-Contested = 有争议，程度不足以参与推理
inference-kept-Refuted = 已被驳倒
inference-kept-Open = 悬而未决
inference-kept-Unsupported = 只有断言或否认
inference-kept-unclaimed = 没有主张维持它
inference-kept-other = 不参与推理

axiom-subPropertyOf = 更具体的关系
axiom-inverseOf = 反向关系
axiom-propertyChainAxiom = 前后相接
axiom-TransitiveProperty = 逐步传递
axiom-SymmetricProperty = 双向成立
axiom-equivalentProperty = 同一关系
axiom-subClassOf = 更具体的种类
axiom-equivalentClass = 同一种类
axiom-domain = 由关系的主语
axiom-range = 由关系的宾语
axiom-other = 词汇表的公理
