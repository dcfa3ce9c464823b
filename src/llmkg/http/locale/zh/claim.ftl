# 主张与证据的页面。
claim-description = 某一来源在某处所说的话：语气有多肯定、依据什么、有何反对。
claim-says = 说了什么，有多肯定
claim-hedge = 限定措辞（照录原文）
claim-no-hedge = 没有限定措辞：来源直陈其事。
claim-compared = 所述与证据之比较
claim-open = 来源表示尚不可知，无从与证据比较。
claim-of-denial = 来源对此予以否认，因此这里是反对它的证据所支持的程度。
claim-scale-above = 这一主张称其为{ $stated }；这里的证据最多只能支持到{ $warranted }。
claim-scale-below = 这一主张只称其为{ $stated }，比这里的证据所允许的更谨慎：证据可支持到{ $warranted }。
claim-scale-even = 这一主张与这里的证据一致：{ $stated }。
claim-scale-bare = 这一主张称其为{ $stated }，但这里没有证据支持。
claim-proposition-stands = 所谈命题现状：
claim-whole-argument = 查看全部论证
claim-rests = 依据什么
claim-rests-nothing = 没有引用证据：仅凭来源自己的话。
claim-basis-of = 以它为依据的证据
claim-against = 有何反对
claim-against-nothing = 这里没有主张持相反立场。
claim-beside = 谁也这样说
claim-replaced-by = 取而代之的是
claim-anchor = 确切位置
claim-place = 在文中的位置
claim-between = 前后文
claim-hedge-place = 限定措辞位于
claim-check = 持有原文者皆可核对这一位置。第一条命令核对该来源的全部锚点；第二条打印这一段的摘要，应与上文一致。
claim-in-text = 在原文中查看
claim-file = 文件
claim-line = 行
claim-key = 键
claim-no-anchor = 未记录其在文中的位置，仅有章节。
claim-cite-passage = 引用这一段落

evidence-description = 这是哪一类证据、最多能支持到什么程度、与什么有关、依据什么。
evidence-type = 证据类型：
evidence-causal = 对因果最多支持到
evidence-factual = 对事实最多支持到
evidence-lower = 这类证据对“引起”的支持弱于对“如此”的支持：它无法区分原因与伴随现象。
evidence-same = 这类证据对因果与对事实的支持程度相同。
evidence-kinds = 各类证据最多能支持的程度
evidence-kind = 类型
evidence-this = 本条
evidence-bearings = 与什么有关
evidence-supports = 支持
evidence-disputes = 反对
evidence-qualifies = 限定
evidence-here-causal = 因果命题，最多
evidence-here-factual = 事实命题，最多
evidence-stands = 该命题
evidence-shares = 与同侧另外 { $count } 条证据合计为一条；{ $alone ->
    [0] 没有与它独立的
   *[other] { $alone } 条与它独立
}
evidence-alone = { $count ->
    [0] 它是这一侧唯一的证据。
   *[other] 同侧另外 { $count } 条证据均与它独立。
}
evidence-bears-nothing = 在此与任何命题无关。
evidence-reported = 出处
evidence-reports = 报告于
evidence-told = 转述于
evidence-premises = 它所依据的主张
evidence-no-premises = 未记录它所依据的主张。
evidence-cited-by = 引用它的主张
evidence-no-cited-by = 没有主张引用它。
