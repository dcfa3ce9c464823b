# 能力、模型与来源的列表。
nav-abilities = 能力
nav-models = 模型
nav-sources = 来源
catalogue-abilities-lead = 据称模型所能做到的一切：据称从何而来，对此有多大把握。
catalogue-models-lead = 各模型与模型家族，据称具备与缺乏的能力。
catalogue-sources-lead = 收录其主张的文本及其语气有多肯定，以及它们所依据的著作。
catalogue-level = 把握程度
catalogue-state = 含有此类命题
catalogue-under = 所属
catalogue-kind = 模型或家族
catalogue-role = 在此的角色
catalogue-year = 年份
catalogue-language = 语言
catalogue-state-supported = 得到支持
catalogue-state-contested = 有争议
catalogue-state-refuted = 被反驳
catalogue-state-unsupported = 缺乏支持
catalogue-state-open = 未决
catalogue-kind-model = 模型
catalogue-kind-family = 家族
catalogue-role-claims = 收录其主张
catalogue-role-cited = 仅被引用
catalogue-found = { $count ->
    [0] 没有符合的条目。
   *[other] 共 { $count } 项符合。
}
catalogue-claims = { $count } 条主张{ $denies ->
    [0] {""}
   *[other] ，其中 { $denies } 条为否认
}
catalogue-none-thing = 没有关于它的说法
catalogue-none-source = 被他处引用；未收录其自身的主张
catalogue-best-abilities = 依据最充分的来源说法：
catalogue-best-models = 依据最充分的能力说法：
catalogue-spread-abilities = 关于其来源的命题，按把握程度
catalogue-spread-models = 关于其能力的命题，按把握程度
catalogue-spread-sources = 各条主张所表述的把握程度
catalogue-silent-abilities = 无人说明它从何而来
catalogue-silent-models = 没有关于其能力的说法
spread-level = 把握程度
