kind-model = 模型
kind-family = 模型系列
kind-stage = 训练阶段
kind-method = 训练方法
kind-ability = 能力
kind-dataset = 数据集
kind-benchmark = 基准测试
kind-proposition = 命题
kind-claim = 主张
kind-evidence = 证据
kind-source = 来源
kind-agent = 人物或机构
kind-question = 未决问题
kind-graph = 命名图
kind-concept = 概念
kind-tension = 矛盾
thing-said = 已记录的内容
thing-around = 相关内容
thing-statements = 关于它的说法
graph-size = { $count ->
   *[other] { $shown } 条三元组
}
ontology-title = llmkg 词汇表
ontology-classes = 类
ontology-objects = 事物之间的属性
ontology-values = 取值的属性
