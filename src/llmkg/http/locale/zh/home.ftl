home-title = 语言模型的能力从何而来？
home-lead = 谁这么说，依据什么证据，有多大把握？llmkg 记录各来源的主张，每条主张都保留自己的措辞分寸、证据和在原文中的位置。
home-door-abilities = 能力
home-door-abilities-text = 逐步推理、遵循指令：据说它们由什么带来？
home-door-models = 模型
home-door-models-text = 哪个模型由哪个训练而来，用了什么方法？
home-door-questions = 未决问题
home-door-questions-text = 目前无人知晓的事，以及怎样才能弄清。
home-try = 试试看：
home-claims = { $pro } 条主张支持{ $contra ->
    [0] {""}
   *[other] ，{ $contra } 条反对
}
home-claimed = { $count } 条主张
home-answer = { $ability }从何而来？
home-how-sure = 把握
home-pro = { $count ->
   *[other] 支持：{ $count } 条主张
}
home-contra = { $count ->
   *[other] 反对：{ $count } 条主张
}
home-and-more = { $count ->
   *[other] 及另外 { $count } 个来源
}
home-on = 最有力的证据：{ $kind }，最多可支撑到 { $level }
home-best = 证据最充分
home-contested = 争议最大
home-stated = 最常被提及
home-doubted = 最受质疑
home-asked = 提问
home-so-far = 目前所知
home-changes = 最近的变化
home-changes-text = 迄今为止，新来源共有 { $count } 次改变了某一命题的把握程度。最近的是：
home-rises = 更有把握：由{ $before }变为{ $after }
home-falls = 把握减小：由{ $before }变为{ $after }
home-turned = 由{ $before }变为{ $after }；把握程度仍为{ $level }
home-because = 依据：{ $sources }
home-levels = 能有多大把握
home-levels-text = 来源会说明自己有多大把握，其证据则只能支持到一定程度；引用时取两者中较低的一级。共分六级，以线型区分，颜色只作辅助。
home-machines-queries = 现成的查询
home-counts = 收录内容
home-count-Claim = 条主张
home-count-Proposition = 个命题
home-count-Evidence = 项证据
home-count-Source = 个来源
home-count-Model = 个模型
home-count-Ability = 种能力
home-count-Tension = 处矛盾
home-count-OpenQuestion = 个未决问题
home-machines = 供程序使用
home-machines-text = 每个条目都有自己的网址，可取网页或 RDF。另有 SPARQL 写成的{ $queries }；REST 接口见{ $openapi }，术语见{ $ontology }。智能助手可在 { $mcp } 按 Model Context Protocol 使用各种工具。关于可发现、可访问、可互操作、可重用的检查结果，{ $fair }。
home-machines-fair = 另有专页
home-machines-openapi = OpenAPI 文档
home-machines-ontology = 词汇表
