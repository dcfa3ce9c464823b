# 阅读器
read-kind = 阅读
read-description = 逐节阅读一个来源，旁注列出其主张：把握多大、用什么措辞、位于何处。
read-about = 关于此来源
read-without = 此处没有原文
read-how = 所列为以我们自己的话表述的主张，按原文顺序排列，并注明位置。运行本服务器并拥有原文者可以让段落就位显示：{ $option }
read-no-anchors = 所列为以我们自己的话表述的主张。没有记录可供其指向的原文版本。
read-with = 带下划线的段落载有主张：线型表示来源的把握程度，上标数字通向旁注中的主张，主张也可跳回原文。模糊限制语另有标记。
read-sections = 各节
read-no-section = 未分节
read-claims = { $count ->
   *[other] { $count } 条主张
}
read-claim = 主张 { $number }
read-argument = 正反论证
read-passage = 见原文
read-elsewhere = 段落位于别处的主张
read-nothing = 没有记录此来源的任何主张。
