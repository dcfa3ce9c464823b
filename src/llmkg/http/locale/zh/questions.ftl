# 未决问题
nav-questions = 未决问题
questions-title = 哪些事情尚不清楚
questions-description = 各来源认为能力来源方面有哪些未知，以及怎样的实验可以得出定论。
questions-lead = 各来源称之为未知的问题，以及怎样才能得出定论。若实验是我们的建议，会注明。
questions-count = { $count ->
   *[other] 共 { $total } 个未决问题，符合条件的有 { $shown } 个。
}
questions-none = 没有符合筛选条件的未决问题。
questions-settled = 怎样得出定论
questions-settled-none = 此处没有来源提及。
questions-about = 所问对象
questions-by = 提出者
