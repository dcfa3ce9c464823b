dumps-title = 数据文件
dumps-lead = 本库的全部数据，可下载使用：已压缩，附摘要值，采用 CC BY 4.0 许可。
dumps-same = 同样的数据在任何服务器上都得到同样的字节。含此摘要值的网址，其内容不变：
dumps-file = 文件
dumps-holds = 内容
dumps-triples = 三元组
dumps-size = 大小
dumps-everything = 全部内容，按命名图
