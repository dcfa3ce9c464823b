# 来源、人物与机构的页面。
source-description = 这一文本逐节提出了哪些主张、语气有多肯定，以及如何引用。
source-form-article = 论文
source-form-preprint = 预印本
source-form-blog = 博客文章
source-form-text = 来源
source-others = 等
source-read = 对照主张阅读全文
source-sounds = 语气有多肯定
source-sounds-lead = 这里收录了 { $count } 条主张。{ $hedged ->
    [0] 均无限定措辞
   *[other] 其中 { $hedged } 条带有限定措辞
}；{ $denies ->
    [0] 没有否认
   *[other] { $denies } 条为否认
}，{ $open ->
    [0] 没有存而不论
   *[other] { $open } 条存而不论
}。
source-sounds-caption = 各条主张所表述的把握程度，而非证据所支持的程度
source-claims-unit = 主张
source-only = { $count ->
    [0] 它所说的一切，他处也都谈到。
   *[other] 有 { $count } 个命题他处未曾谈到：它是唯一来源。
}
source-only-show = 查看这些主张
source-claims = 它说了什么
source-section = { STYLE($section) ->
    [numbered] 第 { $section } 节
   *[named] “{ $section }”一节
}
source-facet-section = 章节
source-facet-level = 把握程度
source-facet-stance = 立场
source-facet-only = 唯一来源
source-only-yes = 他处未谈
source-only-no = 他处也谈
source-only-mark = 他处未谈
source-silent = 未收录其自身的主张；它由他处转述或引用。
source-about = 关于它的说法
source-record = 文本
source-language-en = 英文
source-language-zh = 中文
source-address = 地址
source-open = 在原处打开
source-publisher = 出版者
source-length = 篇幅
source-characters = { $count } 个字符
source-digest = 全文 SHA-256
source-editions = 版本与译本
source-revision-of = 修订自
source-version-of = 同一著作的版本
source-derived-from = 据以成文
source-translation-of = 译自
source-revision-of-this = 修订为
source-version-of-this = 另有版本
source-derived-from-this = 衍生出
source-translation-of-this = 译为
source-tensions = 其内部的张力
source-questions = 它留下的问题
source-evidence = 它给出的证据
source-reports = 他处引自它的证据
source-cite = 引用该来源本身

agent-description = 其著述、归于其名下的说法，以及关于其人的说法。
agent-person = 人物
agent-organisation = 机构
agent-works-creator = 著述
agent-works-contributor = 参与
agent-works-publisher = 出版
agent-works-organisation = 出自该机构
agent-no-works = 这里没有来源以其为作者。
agent-attributed = 归于其名下的说法
agent-attributed-lead = 这些由某一来源转述为其所言，未必由其亲自说出。
agent-about = 关于其人的说法
