nav-sparql = 查询
sparql-title = 自己向图谱提问
sparql-description = 面向整个主张图谱的 SPARQL 编辑器，并附有可直接使用的现成问题。
sparql-lead = 用 SPARQL 写一个查询，或从现成的问题开始。结果显示名称而非地址，每条主张都保留其置信等级。
sparql-query = SPARQL 查询
sparql-run = 运行查询
sparql-stop = 停止
sparql-running = 正在运行……
sparql-failed = 无法连接服务器，请重试。
sparql-mend = 采用
sparql-keys = Ctrl+Enter 运行查询，Ctrl+空格 补全，Tab 离开编辑器。
sparql-limits = 每个查询最多运行 { $seconds } 秒。本页地址包含该查询，可直接分享。
sparql-hint = 词汇表中没有某个术语
sparql-prefixes = 此处已知的前缀
sparql-prefixes-text = 这些前缀无需声明。
sparql-machines = 供程序使用
sparql-machines-text = 端点是 { $endpoint }，遵循 SPARQL 1.1 协议。参见{ $description }与{ $json }。
sparql-description-link = 其内容（服务描述）
sparql-stored-json = 现成问题的 JSON
sparql-stored = 现成的问题
sparql-stored-all = 全部现成的问题

queries-title = 现成的问题
queries-lead = 图谱能够回答的问题，每个都对照来源原文核验过。填好空格，阅读答案，也可把查询带走。
queries-filter = 查找问题
queries-count = { $count ->
   *[other] { $count } 个问题
}
queries-own = 自己写一个查询
queries-topic-origins = 能力及其来源
queries-topic-models = 模型及其谱系
queries-topic-evidence = 证据
queries-topic-sureness = 模糊限制语与把握程度
queries-topic-said = 各种主张
queries-topic-open = 未解问题与张力
queries-topic-numbers = 数字、数据与日期
queries-topic-people = 人物、来源与名称
queries-topic-other = 其他

query-kind = 现成的问题
query-optional = 可不填
query-true = 是
query-false = 否
query-run = 显示答案
query-address = 供程序使用的同一答案：
query-param-ability = 能力
query-param-about = 关于
query-param-agent = 归功于谁
query-param-as_of = 截至
query-param-bearer = 模型或模型家族
query-param-benchmark = 基准测试
query-param-by = 由谁
query-param-causal = 仅限因果命题
query-param-condition = 条件
query-param-dataset = 语料
query-param-draft = 致谢事由
query-param-effect = 作用
query-param-entity = 事物
query-param-factor = 因素
query-param-family = 模型家族
query-param-from = 前提
query-param-kind = 张力类型
query-param-language = 名称所用语言
query-param-level = 等级
query-param-measure = 度量
query-param-method = 方法
query-param-min_confidence = 置信等级不低于
query-param-model = 模型
query-param-of = 关于什么
query-param-person = 人物
query-param-proposition = 命题
query-param-question = 问题
query-param-section = 章节
query-param-source = 来源
query-param-stage = 阶段
query-param-term = 术语
query-param-type = 证据类型
query-param-uncited = 计入未引证据的主张
query-param-word = 词语
query-param-work = 作品

results-title = 答案
results-rows = { $count ->
   *[other] { $shown } 行
}
results-triples = { $count ->
   *[other] { $shown } 条三元组
}
results-part = 仅前 { $shown } 条；下载文件中还有更多
results-time = 用时 { $milliseconds } 毫秒
results-yes = 是
results-no = 否
results-none = 没有符合的内容。这只说明没有记录，不说明事实并非如此。
results-whole = 完整答案：
results-raw = 原始数据
results-fault = 无法回答该查询
results-place = 第 { $line } 行，第 { $column } 列：
results-apply = 照此修改并运行
results-subject = 主语
results-predicate = 关系
results-object = 宾语
results-drawing = 以图显示的答案
results-drawing-keys = Tab 进入图中，方向键在事物之间移动，回车键打开。
results-drawing-text = 共 { $things } 个事物、{ $lines } 条连线。下表以文字列出同样的内容。
results-drawing-left = { $count ->
   *[other] 另有 { $count } 条三元组给出取值或类型，只列在表中。
}
results-drawing-many = 答案涉及 { $count } 个事物，画成图便无法辨认。下表全部列出；加上 LIMIT 即可重新显示图。
