still-live-title = 此项需要服务器
still-live-text = 这些页面是静态副本。SPARQL 查询、解释、其他日期和其他格式由运行中的服务器回答，您可以自行启动：
still-search-title = 搜索
still-search-text = 按名称列出此处的全部条目。在可运行脚本的浏览器中，列表会缩小到包含您所有词语的条目。
