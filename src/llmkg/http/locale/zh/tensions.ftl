# 张力
nav-tensions = 张力
tensions-title = 哪些说法彼此不相容
tensions-description = 相互矛盾、措辞强度前后不一，或数字、日期、名称不符的主张：以我们自己的话列出各方。
tensions-lead = 各来源之间、同一来源前后之间都有不一致之处。每一处张力都列出各方的说法，不加掩饰。
tensions-kind = 类型
tensions-source = 来源
tensions-topic = 关于
tensions-count = { $count ->
   *[other] 共 { $total } 处张力，符合条件的有 { $shown } 处。
}
tensions-none = 没有符合筛选条件的张力。
tensions-sides = { $count ->
   *[other] { $count } 条主张之间
}
tensions-both = 各方说法
tensions-statement = 陈述 { $number }
tensions-intended = 本意应为：
tensions-arguments = 相关论证：
tensions-alike = 同类张力
