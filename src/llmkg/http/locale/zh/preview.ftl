# 对齐程序在小框中展示的内容。
preview-claims = { $count ->
    [0] 尚无主张涉及它。
   *[other] 有 { $count } 条主张涉及它。
}
preview-names = 又名:
preview-open = 打开页面
