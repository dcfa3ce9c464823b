# 每个页面的框架，以及各页面共用的部分。
site-description = 语言模型的能力从何而来：谁这么说，依据什么证据，有多大把握。
skip = 跳到正文
nav = 主要栏目
nav-home = 首页
nav-dumps = 下载
nav-ontology = 词汇表
theme-dark = 深色
search = 搜索
search-hint = 模型、能力、方法……
crumbs = 当前位置
comma = 、

colophon-claims = 这里记录的是各来源的主张，而非真理。引用时请一并注明其把握程度。
colophon-licence = 数据：{ $licence }。代码：Apache-2.0。
colophon-snapshot = 快照 { $digest }，构建于 { $date }。
snapshot-other = 您点开的链接指向另一份快照
snapshot-other-text = 链接出自快照 { $asked }；现在显示的是快照 { $shown }，其间把握程度可能已有变化。

# 各级把握程度，按等级
level-5 = 已确立：没有合理疑问
level-4 = 证据充分：有合适种类的良好证据，但仍可能被后来的发现推翻
level-3 = 相关而非因果：两者相伴出现，但未表明其中一个引起另一个
level-2 = 轶事性：个别经历，或无人测量过的印象
level-1 = 猜测：仅凭合理性
level-0 = 未决：尚不可知
level-short-5 = 已确立
level-short-4 = 证据充分
level-short-3 = 相关
level-short-2 = 轶事性
level-short-1 = 猜测
level-short-0 = 未决
levels-legend = 有多大把握：以线型表示，颜色只作辅助

scale-stated = 主张
scale-warranted = 证据
scale-above = 最肯定的主张称其为{ $stated }；证据最多只能支持到{ $warranted }。
scale-below = 最肯定的主张只称其为{ $stated }，比证据所允许的更谨慎：证据可支持到{ $warranted }。
scale-even = 主张与证据一致：{ $stated }。
scale-bare = 有主张称其为{ $stated }，但没有证据支持。
scale-none = 没有来源作此主张。
scale-quote = 引用时请写作{ $effective }。

stance-asserts = 主张
stance-denies = 否认
stance-leavesOpen = 存而不论
direction-supports = 支持
direction-disputes = 反对
direction-qualifies = 限定

standing-contested = 有争议
standing-contested-text = 既有支持的内容，也有反对的内容。引用时请两面都提。
standing-refuted = 被反驳
standing-refuted-text = 反对的证据胜过支持的证据。
standing-superseded = 已被取代
standing-superseded-text = 已有更新的版本；因曾被引用而保留在此。
standing-retracted = 已撤回
standing-retracted-text = 已被撤回，不再作数；因曾被引用而保留在此。

hedged-as = 原文措辞：
section = { STYLE($section) ->
    [numbered] 第 { $section } 节
   *[named] “{ $section }”一节
}
characters = 第 { $start } 至 { $end } 字符
attributed-to = 出自
on = 关于
warrants-at-most = 最多可支持到
reported-in = 见于
based-on = 依据 { $count } 条主张
counts-once-with = 与下列合计为一条：

show-query = 查看查询语句
open-in-editor = 在编辑器中打开
copy = 复制
copied = 已复制
cite = 引用本页
cite-permalink = 绑定于当前快照：
downloads = 下载

pager = 列表分页
previous = 上一页
next = 下一页
range = 第 { $first } 至 { $last } 项，共 { $total } 项
any = 不限
apply = 筛选
clear = 清除
as-table = 以表格显示
