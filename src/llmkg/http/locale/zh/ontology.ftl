ontology-version = 版本 { $version }，共 { $count } 个术语，命名空间为
ontology-overview = 主要的类如何相互关联。每个名称都链接到其定义。
ontology-about = 谈论
ontology-ceilings = 各类证据最多能支撑到什么程度
ontology-ceilings-text = 每类证据都有上限：数量再多，也不能支撑更高的等级。断言一事物带来另一事物，比断言某事属实需要更强的证据。
ontology-evidence-type = 证据类型
ontology-causal-ceiling = 对因果命题的上限
ontology-factual-ceiling = 对事实命题的上限
ontology-terms = 全部术语
ontology-filter = 查找术语
ontology-contents = 按组列出的术语
ontology-class = 类
ontology-object = 事物之间的属性
ontology-value = 取值的属性
ontology-annotation = 注释属性
ontology-individuals = 其他个体
ontology-testing = 可能变动
ontology-example = 例如：
ontology-is = 属于
ontology-subclass = 上位类
ontology-superclass = 下位类
ontology-subproperty = 上位属性
ontology-superproperty = 下位属性
ontology-domain = 用于
ontology-range = 取值为
ontology-inverse = 逆属性
ontology-disjoint = 不能并存于
ontology-read-back = 反向读作
ontology-chain = 由此推出
ontology-trait = 逻辑特征
ontology-FunctionalProperty = 至多一个值
ontology-InverseFunctionalProperty = 一个值只属于一个事物
ontology-TransitiveProperty = 可经多步传递
ontology-SymmetricProperty = 双向成立
ontology-AsymmetricProperty = 不会双向成立
ontology-IrreflexiveProperty = 不会对自身成立
ontology-ReflexiveProperty = 对自身成立
ontology-exactMatch = 其他词汇表中的同义术语
ontology-closeMatch = 其他词汇表中的近似术语
ontology-broadMatch = 其他词汇表中较宽的术语
ontology-narrowMatch = 其他词汇表中较窄的术语
ontology-relatedMatch = 其他词汇表中的相关术语
ontology-use = 在数据中
ontology-uses = { $count ->
   *[other] { $shown } 次
}
ontology-stated = { $count ->
   *[other] 是 { $shown } 个命题的关系
}
ontology-show = 查看
ontology-rules = { $count ->
   *[other] { $count } 条检查规则
}
ontology-violation = （必须修正）
ontology-warning = （警告）
ontology-info = （提示）
