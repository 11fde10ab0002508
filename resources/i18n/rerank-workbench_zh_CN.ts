<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>rw::ui::Banner</name>
    <message>
        <source>&amp;Details</source>
        <translation>详情(&amp;D)</translation>
    </message>
    <message>
        <source>Dis&amp;miss</source>
        <translation>关闭(&amp;M)</translation>
    </message>
</context>
<context>
    <name>rw::ui::BatchTimesTab</name>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Time per batch</source>
        <translation>每批时间</translation>
    </message>
    <message>
        <source>Device use</source>
        <translation>设备使用</translation>
    </message>
    <message>
        <source>Percentiles</source>
        <translation>百分位</translation>
    </message>
    <message>
        <source>ms, nearest rank</source>
        <translation>毫秒，最近秩</translation>
    </message>
    <message>
        <source>Percentiles of the batch times</source>
        <translation>每批时间的百分位</translation>
    </message>
    <message>
        <source>p95 needs %1 batches, p99 needs %2; with fewer it reads n/a. Warm-up is left out.</source>
        <translation>p95 需要 %1 个批次，p99 需要 %2 个；不足时显示 n/a。不含预热。</translation>
    </message>
    <message>
        <source>batch scenario, warm; %1 of %2 (select rows in Overview)</source>
        <translation>批处理场景，热；%1 / %2（在总览中选择行）</translation>
    </message>
    <message>
        <source>batch scenario, warm; selected rows</source>
        <translation>批处理场景，热；已选行</translation>
    </message>
</context>
<context>
    <name>rw::ui::DataPage</name>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Judgments</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Candidates from</source>
        <translation>候选来源</translation>
    </message>
    <message>
        <source>Content SHA-256</source>
        <translation>内容 SHA-256</translation>
    </message>
    <message>
        <source>Validation report</source>
        <translation>校验报告</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Cut %</source>
        <translation>截断 %</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>M tokens</source>
        <translation>百万词元</translation>
    </message>
    <message>
        <source>&amp;Add data…</source>
        <translation>添加数据(&amp;A)…</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Drop a BEIR folder, TREC files or FlagEmbedding JSONL here.</source>
        <translation>将 BEIR 文件夹、TREC 文件或 FlagEmbedding JSONL 拖放到此处。</translation>
    </message>
    <message>
        <source>&amp;Copy report</source>
        <translation>复制报告(&amp;C)</translation>
    </message>
    <message>
        <source>Preview of the candidate pairs</source>
        <translation>候选文本对预览</translation>
    </message>
    <message>
        <source>The first %1 candidate pairs.</source>
        <translation>前 %1 个候选文本对。</translation>
    </message>
    <message>
        <source>Input length or preview</source>
        <translation>输入长度或预览</translation>
    </message>
    <message>
        <source>Input &amp;length</source>
        <translation>输入长度(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Preview rows</source>
        <translation>预览行(&amp;P)</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>尚无数据</translation>
    </message>
    <message>
        <source>Add data…</source>
        <translation>添加数据…</translation>
    </message>
    <message>
        <source>To&amp;kenizer</source>
        <translation>分词器(&amp;K)</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>What each length cuts</source>
        <translation>各长度的截断情况</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>读取中</translation>
    </message>
    <message>
        <source>%1 queries, %2 documents</source>
        <translation>%1 个查询，%2 个文档</translation>
    </message>
    <message>
        <source>Add a model: its tokenizer says how long the inputs are.</source>
        <translation>请添加模型：由其分词器得出输入长度。</translation>
    </message>
    <message>
        <source>%1, split %2</source>
        <translation>%1，划分 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n findings</source>
        <translation>
            <numerusform>%n 项发现</numerusform>
        </translation>
    </message>
    <message>
        <source>appears when the files have been read</source>
        <translation>读取文件后显示</translation>
    </message>
</context>
<context>
    <name>rw::ui::DevicePlot</name>
    <message>
        <source>Device use over time</source>
        <translation>设备使用随时间的变化</translation>
    </message>
    <message>
        <source>CPU %</source>
        <translation>CPU %</translation>
    </message>
    <message>
        <source>Memory GiB</source>
        <translation>内存 GiB</translation>
    </message>
    <message>
        <source>GPU busy time %</source>
        <translation>GPU 忙碌时间 %</translation>
    </message>
    <message>
        <source>GPU memory GiB</source>
        <translation>GPU 显存 GiB</translation>
    </message>
    <message>
        <source>Power W</source>
        <translation>功率 W</translation>
    </message>
    <message>
        <source>seconds since the run was started</source>
        <translation>运行开始后的秒数</translation>
    </message>
    <message>
        <source>GPU busy time, memory and power: not measured on this device</source>
        <translation>GPU 忙碌时间、显存与功率：此设备上未测量</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>%1: CPU %2 on average, memory at most %3 GiB</source>
        <translation>%1：CPU 平均 %2，内存至多 %3 GiB</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>尚无测量值。</translation>
    </message>
</context>
<context>
    <name>rw::ui::DevicesList</name>
    <message>
        <source>%1 free</source>
        <translation>%1 可用</translation>
    </message>
</context>
<context>
    <name>rw::ui::DevicesModel</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Ready: %1</source>
        <translation>就绪：%1</translation>
    </message>
</context>
<context>
    <name>rw::ui::ExperimentBuilder</name>
    <message>
        <source>Choose a model.</source>
        <translation>请选择模型。</translation>
    </message>
    <message>
        <source>Choose a data set.</source>
        <translation>请选择数据集。</translation>
    </message>
    <message>
        <source>Choose a length.</source>
        <translation>请选择长度。</translation>
    </message>
    <message>
        <source>Choose a quantization.</source>
        <translation>请选择量化。</translation>
    </message>
    <message>
        <source>Choose a device.</source>
        <translation>请选择设备。</translation>
    </message>
    <message>
        <source>%1 takes at most %2 tokens: leave out the longer lengths or the model.</source>
        <translation>%1 至多接受 %2 个词元：请去掉更长的长度或该模型。</translation>
    </message>
</context>
<context>
    <name>rw::ui::ExperimentPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Lengths</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作量</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>&amp;Copy as command</source>
        <translation>复制为命令(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save as file…</source>
        <translation>另存为文件(&amp;S)…</translation>
    </message>
    <message>
        <source>Start &amp;run</source>
        <translation>开始运行(&amp;R)</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>尚无可比较的内容</translation>
    </message>
    <message>
        <source>Add a model and a data set first.</source>
        <translation>请先添加模型和数据集。</translation>
    </message>
    <message>
        <source>Add model folder…</source>
        <translation>添加模型文件夹…</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Candidates a &amp;query</source>
        <translation>每查询候选数(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;First queries</source>
        <translation>前若干查询(&amp;F)</translation>
    </message>
    <message>
        <source>Re&amp;petitions</source>
        <translation>重复次数(&amp;P)</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>Units of the experiment</source>
        <translation>实验单元</translation>
    </message>
    <message>
        <source>Work of the experiment</source>
        <translation>实验工作量</translation>
    </message>
    <message>
        <source>up to %1 tokens</source>
        <translation>至多 %1 个词元</translation>
    </message>
    <message>
        <source>untrained, %1</source>
        <translation>未训练，%1</translation>
    </message>
    <message>
        <source>%1 queries</source>
        <translation>%1 个查询</translation>
    </message>
    <message>
        <source>No model here takes more than %1 tokens.</source>
        <translation>此处没有模型能接受超过 %1 个词元。</translation>
    </message>
    <message>
        <source>two workers share the cores</source>
        <translation>两个进程共用处理器核</translation>
    </message>
    <message>
        <source>8-40 or 20,28,40</source>
        <translation>8-40 或 20,28,40</translation>
    </message>
    <message>
        <source>&amp;Layers of %1</source>
        <translation>%1 的层(&amp;L)</translation>
    </message>
    <message numerus="yes">
        <source>%n units</source>
        <translation>
            <numerusform>%n 个单元</numerusform>
        </translation>
    </message>
    <message>
        <source>model × type × length; all cut-off layers of a model come from one forward pass</source>
        <translation>模型 × 类型 × 长度；同一模型的全部截止层来自同一次前向计算</translation>
    </message>
    <message>
        <source>The layers of %1 are not understood: write 8-40 or 20,28,40.</source>
        <translation>无法识别 %1 的层：请写成 8-40 或 20,28,40。</translation>
    </message>
    <message>
        <source>A run is in progress.</source>
        <translation>正在运行。</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Pair scores in the results</source>
        <translation>结果中的文本对分数</translation>
    </message>
    <message>
        <source>Pairs that go through a model</source>
        <translation>需经过模型的文本对</translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>Memory of one worker, weights only</source>
        <translation>单个进程的内存（仅权重）</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Experiment (*.json)</source>
        <translation>实验 (*.json)</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>no device here can run it</source>
        <translation>此处没有设备能运行</translation>
    </message>
    <message>
        <source>Weights on %1</source>
        <translation>%1 上的权重</translation>
    </message>
    <message>
        <source>%1 of %2 free</source>
        <translation>可用 %2 中的 %1</translation>
    </message>
    <message>
        <source>The largest configuration does not fit beside the other workers.</source>
        <translation>最大的配置无法与其他工作进程同时容纳。</translation>
    </message>
    <message>
        <source>No chosen configuration fits: %1 needs %2, %3 are free on %4. Choose another quantization or device.</source>
        <translation>所选配置均放不下：%1 需要 %2，%4 上可用 %3。请选择其他量化或设备。</translation>
    </message>
</context>
<context>
    <name>rw::ui::FindingsModel</name>
    <message>
        <source>Finding</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>First place</source>
        <translation>首次出现</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Nothing to report: every line was read, all ids are unique and known.</source>
        <translation>没有问题：每一行均已读取，所有标识唯一且已知。</translation>
    </message>
</context>
<context>
    <name>rw::ui::HomePage</name>
    <message>
        <source>Recent workspaces</source>
        <translation>最近的工作区</translation>
    </message>
    <message>
        <source>Compare reranking models on your own data</source>
        <translation>用自己的数据比较重排序模型</translation>
    </message>
    <message>
        <source>Lengths, quantizations and cut-off layers, with intervals instead of bare scores. Everything stays on this machine.</source>
        <translation>比较长度、量化与截止层，给出区间而不只是分数。一切都留在本机。</translation>
    </message>
    <message>
        <source>Open &amp;demo</source>
        <translation>打开演示(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Score sample</source>
        <translation>开始打分(&amp;S)</translation>
    </message>
    <message>
        <source>Open the demo workspace</source>
        <translation>打开演示工作区</translation>
    </message>
    <message>
        <source>Stored results of three tiny models on two data sets, English and Chinese: lengths, quantizations, cut-off layers. There at once.</source>
        <translation>三个微型模型在英文与中文两个数据集上的已存结果：长度、量化与截止层。立即可看。</translation>
    </message>
    <message>
        <source>Score the sample</source>
        <translation>为样例打分</translation>
    </message>
    <message>
        <source>Start with your own</source>
        <translation>使用自己的模型和数据</translation>
    </message>
    <message>
        <source>Add &amp;model folder…</source>
        <translation>添加模型文件夹(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Add data…</source>
        <translation>添加数据(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;New experiment</source>
        <translation>新建实验(&amp;N)</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>A folder with config.json, tokenizer and safetensors. Nothing is loaded.</source>
        <translation>含 config.json、分词器与 safetensors 的文件夹。不载入权重。</translation>
    </message>
    <message>
        <source>Add data</source>
        <translation>添加数据</translation>
    </message>
    <message>
        <source>BEIR folder, TREC files or FlagEmbedding JSONL. You see a validation report before anything runs.</source>
        <translation>BEIR 文件夹、TREC 文件或 FlagEmbedding JSONL。运行之前先看到校验报告。</translation>
    </message>
    <message>
        <source>Compare two settings</source>
        <translation>比较两种设置</translation>
    </message>
    <message>
        <source>Pick lengths, types and layers. The work is shown before you start.</source>
        <translation>选择长度、类型与层。开始之前会显示工作量。</translation>
    </message>
    <message>
        <source>No network connection is opened. Weights are read from safetensors only.</source>
        <translation>不建立任何网络连接。只从 safetensors 读取权重。</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>主页</translation>
    </message>
    <message>
        <source>Drop a model folder, a data set or a workspace (.rwb) anywhere on this window</source>
        <translation>将模型文件夹、数据集或工作区（.rwb）拖放到窗口任意位置</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>&amp;Copy diagnosis</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
        <source>Devices of this machine</source>
        <translation>本机设备</translation>
    </message>
    <message>
        <source>The same models score a few hundred pairs on this machine, while you look on. Takes seconds.</source>
        <translation>这些模型在本机为数百个文本对打分，过程可见，只需数秒。</translation>
    </message>
</context>
<context>
    <name>rw::ui::InspectPage</name>
    <message>
        <source>No rankings yet</source>
        <translation>还没有排序结果</translation>
    </message>
    <message>
        <source>Score a data set to compare its rankings here.</source>
        <translation>为一个数据集打分后，即可在此比较排序。</translation>
    </message>
    <message>
        <source>Build an experiment</source>
        <translation>建立实验</translation>
    </message>
    <message>
        <source>&amp;Left</source>
        <translation>左侧(&amp;L)</translation>
    </message>
    <message>
        <source>Ri&amp;ght</source>
        <translation>右侧(&amp;G)</translation>
    </message>
    <message>
        <source>Search or filter, such as d&lt;-0.2</source>
        <translation>搜索或筛选，例如 d&lt;-0.2</translation>
    </message>
    <message>
        <source>Search the queries</source>
        <translation>搜索查询</translation>
    </message>
    <message>
        <source>Words, &quot;a phrase&quot;, -without, d&lt;-0.2 (difference), left&gt;0.5, right&lt;0.5, lang:zh, cut:yes (a passage was cut), id:q12 (Ctrl+F)</source>
        <translation>词、"短语"、-排除、d&lt;-0.2（差值）、left&gt;0.5、right&lt;0.5、lang:zh、cut:yes（有段落被截断）、id:q12（Ctrl+F）</translation>
    </message>
    <message>
        <source>Queries by difference</source>
        <translation>按差值排列的查询</translation>
    </message>
    <message>
        <source>J and K go to the next and the previous query</source>
        <translation>J 和 K 转到下一个和上一个查询</translation>
    </message>
    <message>
        <source>Order before scoring</source>
        <translation>打分前的顺序</translation>
    </message>
    <message>
        <source>The order before scoring has cut nothing; choose a configuration for cut:</source>
        <translation>打分前的顺序没有截断任何内容；使用 cut: 请选择一个配置</translation>
    </message>
    <message>
        <source>Counting tokens…</source>
        <translation>正在统计词元…</translation>
    </message>
    <message>
        <source>%1 of %2 queries differ</source>
        <translation>%2 个查询中有 %1 个有差异</translation>
    </message>
    <message>
        <source>%1 without a value</source>
        <translation>%1 个没有数值</translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation>显示 %1 个</translation>
    </message>
</context>
<context>
    <name>rw::ui::IntervalPlot</name>
    <message>
        <source>Measure and interval of the selected configurations</source>
        <translation>已选配置的指标与区间</translation>
    </message>
    <message numerus="yes">
        <source>%1, mean over %Ln queries with 95 % confidence interval</source>
        <translation>
            <numerusform>%1，%Ln 个查询的均值与 95 % 置信区间</numerusform>
        </translation>
    </message>
    <message>
        <source>base %1</source>
        <translation>基线 %1</translation>
    </message>
    <message>
        <source>ceiling %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>95 % low</source>
        <translation>95 % 下限</translation>
    </message>
    <message>
        <source>95 % high</source>
        <translation>95 % 上限</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>No configuration has a value yet.</source>
        <translation>尚无配置有数值。</translation>
    </message>
    <message>
        <source>%1: %2 (%3 to %4)</source>
        <translation>%1：%2（%3 至 %4）</translation>
    </message>
    <message>
        <source>%1, best first. %2.</source>
        <translation>%1，从高到低：%2。</translation>
    </message>
</context>
<context>
    <name>rw::ui::LanesModel</name>
    <message>
        <source>Worker</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>Chunk</source>
        <translation>块</translation>
    </message>
    <message>
        <source>pairs/s</source>
        <translation>对/秒</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>CPU %</source>
        <translation>CPU %</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Busy time</source>
        <translation>忙碌时间</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>GPU 显存</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>Temp.</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>loading weights</source>
        <translation>载入权重</translation>
    </message>
    <message>
        <source>scoring</source>
        <translation>打分中</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>restarting</source>
        <translation>重启中</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1, process %2</source>
        <translation>%1，进程 %2</translation>
    </message>
</context>
<context>
    <name>rw::ui::LatencyPlot</name>
    <message>
        <source>Time per batch of the batch scenario</source>
        <translation>批处理场景中每批的时间</translation>
    </message>
    <message>
        <source>milliseconds per batch (log scale)</source>
        <translation>每批毫秒数（对数刻度）</translation>
    </message>
    <message>
        <source>share of batches done, % (log tail)</source>
        <translation>已完成批次的比例，%（尾部对数）</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>p50 ms</source>
        <translation>p50 毫秒</translation>
    </message>
    <message>
        <source>p95 ms</source>
        <translation>p95 毫秒</translation>
    </message>
    <message>
        <source>p99 ms</source>
        <translation>p99 毫秒</translation>
    </message>
    <message>
        <source>max ms</source>
        <translation>最大毫秒</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>%1: p50 %2 ms, p95 %3 ms, n = %4</source>
        <translation>%1：p50 %2 毫秒，p95 %3 毫秒，n = %4</translation>
    </message>
    <message>
        <source>No batch was timed yet.</source>
        <translation>尚无批次计时。</translation>
    </message>
</context>
<context>
    <name>rw::ui::LengthHistogram</name>
    <message>
        <source>Input length of the candidate pairs</source>
        <translation>候选文本对的输入长度</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Cut %</source>
        <translation>截断 %</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>M tokens</source>
        <translation>百万词元</translation>
    </message>
    <message>
        <source>No tokens were counted yet.</source>
        <translation>尚未统计词元。</translation>
    </message>
    <message>
        <source>At %1 tokens, %2 % of pairs are cut. The longest input has %3 tokens, half of them at most %4.</source>
        <translation>长度为 %1 个词元时，%2 % 的文本对被截断。最长的输入有 %3 个词元，半数输入至多 %4 个。</translation>
    </message>
    <message>
        <source>tokens of the input (log scale), %1 pairs; lines: share that is cut</source>
        <translation>输入的词元数（对数刻度），%1 个文本对；竖线：被截断的比例</translation>
    </message>
</context>
<context>
    <name>rw::ui::LengthTab</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>No length</source>
        <translation>无长度</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>ms a pair</source>
        <translation>毫秒/对</translation>
    </message>
    <message>
        <source>95 % CI</source>
        <translation>95 % 置信区间</translation>
    </message>
    <message>
        <source>Quality and cost against length</source>
        <translation>质量与成本随长度的变化</translation>
    </message>
    <message>
        <source>Values at the chosen length</source>
        <translation>所选长度下的值</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Differences to a neighbouring length</source>
        <translation>与相邻长度的差值</translation>
    </message>
    <message>
        <source>At %1 tokens</source>
        <translation>长度 %1</translation>
    </message>
    <message>
        <source>← → moves</source>
        <translation>← → 移动</translation>
    </message>
    <message>
        <source>From %1 down to %2</source>
        <translation>从 %1 降到 %2</translation>
    </message>
    <message>
        <source>From %1 up to %2</source>
        <translation>从 %1 升到 %2</translation>
    </message>
    <message>
        <source>Testing the differences…</source>
        <translation>正在检验差值…</translation>
    </message>
    <message>
        <source>Nothing could be tested.</source>
        <translation>没有可检验的内容。</translation>
    </message>
    <message>
        <source>%1 tokens: no difference can be shown for any of %2 series; the widest interval ends at %3.</source>
        <translation>长度 %1：%2 个系列均未能显示差异；最宽的区间止于 %3。</translation>
    </message>
    <message>
        <source>%1 tokens: lower for %2 and higher for %3 of %4 series (Holm, 5 %).</source>
        <translation>长度 %1：%4 个系列中 %2 个较低，%3 个较高（Holm，5 %）。</translation>
    </message>
</context>
<context>
    <name>rw::ui::LogModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>rw::ui::MachineProbe</name>
    <message numerus="yes">
        <source>%n cores</source>
        <translation>
            <numerusform>%n 核</numerusform>
        </translation>
    </message>
    <message>
        <source>bf16 would be slower than fp32 (no AMX)</source>
        <translation>bf16 会比 fp32 慢（无 AMX）</translation>
    </message>
    <message>
        <source>GPUs were not looked for: the worker program is not installed.</source>
        <translation>未查找 GPU：未安装工作进程程序。</translation>
    </message>
    <message>
        <source>GPUs were not looked for: the worker program gave no answer.</source>
        <translation>未查找 GPU：工作进程程序没有应答。</translation>
    </message>
    <message>
        <source>No GPU that LibTorch can use was found.</source>
        <translation>未找到 LibTorch 可用的 GPU。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>rw::ui::MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New workspace…</source>
        <translation>新建工作区(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Open workspace…</source>
        <translation>打开工作区(&amp;O)…</translation>
    </message>
    <message>
        <source>Add &amp;model folder…</source>
        <translation>添加模型文件夹(&amp;M)…</translation>
    </message>
    <message>
        <source>Add &amp;data folder…</source>
        <translation>添加数据文件夹(&amp;D)…</translation>
    </message>
    <message>
        <source>Add data &amp;file…</source>
        <translation>添加数据文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <comment>menu</comment>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Start run</source>
        <translation>开始运行(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Cancel run</source>
        <translation>取消运行(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Rerank Workbench</source>
        <translation>关于 Rerank Workbench(&amp;A)</translation>
    </message>
    <message>
        <source>About Rerank Workbench</source>
        <translation>关于 Rerank Workbench</translation>
    </message>
    <message>
        <source>Rerank Workbench %1
Compare reranking models on your own data.
GPL-3.0-or-later. Qt %2, QCustomPlot.</source>
        <translation>Rerank Workbench %1
用自己的数据比较重排序模型。
GPL-3.0-or-later。Qt %2，QCustomPlot。</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>no workspace open</source>
        <translation>未打开工作区</translation>
    </message>
    <message>
        <source>Rerank Workbench</source>
        <translation>Rerank Workbench</translation>
    </message>
    <message>
        <source>%1 – Rerank Workbench</source>
        <translation>%1 – Rerank Workbench</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>Add data folder</source>
        <translation>添加数据文件夹</translation>
    </message>
    <message>
        <source>Add data file</source>
        <translation>添加数据文件</translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation>打开工作区</translation>
    </message>
    <message>
        <source>Workspaces (*.rwb)</source>
        <translation>工作区 (*.rwb)</translation>
    </message>
    <message>
        <source>New workspace</source>
        <translation>新建工作区</translation>
    </message>
    <message>
        <source>&amp;Presentation</source>
        <translation>演示模式(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Keep intervals for the presentation</source>
        <translation>将区间图保留到演示中(&amp;K)</translation>
    </message>
    <message>
        <source>Keep len&amp;gths for the presentation</source>
        <translation>将长度图保留到演示中(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Forget what is kept</source>
        <translation>清除已保留的视图(&amp;F)</translation>
    </message>
</context>
<context>
    <name>rw::ui::MatrixModel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message numerus="yes">
        <source>%n units</source>
        <translation>
            <numerusform>%n 个单元</numerusform>
        </translation>
    </message>
    <message>
        <source>too long</source>
        <translation>超长</translation>
    </message>
    <message>
        <source>%1 takes at most %2 tokens</source>
        <translation>%1 至多接受 %2 个词元</translation>
    </message>
</context>
<context>
    <name>rw::ui::MemoryModel</name>
    <message>
        <source>none</source>
        <comment>quantization that a device cannot run</comment>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 cannot run %2 yet.</source>
        <translation>%1 尚不能运行 %2。</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>small batches</source>
        <translation>小批</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>可容纳</translation>
    </message>
    <message>
        <source>%1 of %2 free</source>
        <translation>%1，可用 %2</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
</context>
<context>
    <name>rw::ui::ModelLabel</name>
    <message>
        <source>%1 (untrained)</source>
        <translation>%1（未训练）</translation>
    </message>
</context>
<context>
    <name>rw::ui::ModelsModel</name>
    <message>
        <source>checking tensors</source>
        <translation>正在检查张量</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>Its weights are random: good for measuring speed, not quality.</source>
        <translation>其权重是随机的：可用于测量速度，不能用于评价质量。</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>folder not read</source>
        <translation>未读取文件夹</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Usable length</source>
        <translation>可用长度</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>存储类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>rw::ui::ModelsPage</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Hidden size, heads</source>
        <translation>隐藏维度、注意力头</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>%1 pieces</source>
        <translation>%1 个子词</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Cut-off layers</source>
        <translation>截止层</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>&amp;Add model folder…</source>
        <translation>添加模型文件夹(&amp;A)…</translation>
    </message>
    <message>
        <source>Drop model folders here. A folder is recognised without loading its weights.</source>
        <translation>将模型文件夹拖放到此处。识别文件夹时不载入权重。</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>尚无模型</translation>
    </message>
    <message>
        <source>Add a folder with config.json, a tokenizer and safetensors weights.</source>
        <translation>请添加含 config.json、分词器和 safetensors 权重的文件夹。</translation>
    </message>
    <message>
        <source>Add model folder…</source>
        <translation>添加模型文件夹…</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>weights of one worker against free memory</source>
        <translation>单个进程的权重与可用内存之比</translation>
    </message>
    <message>
        <source>Memory a quantization</source>
        <translation>各量化的内存</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>About the model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Weight files</source>
        <translation>权重文件</translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory of %1</source>
        <translation>%1 的内存</translation>
    </message>
    <message numerus="yes">
        <source>%n tensors</source>
        <translation>
            <numerusform>%n 个张量</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::NavList</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>rw::ui::Numbers</name>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>million parameters</comment>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
</context>
<context>
    <name>rw::ui::OverviewTab</name>
    <message>
        <source>Comparison of the configurations</source>
        <translation>配置比较</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>筛选…</translation>
    </message>
    <message>
        <source>Filter the configurations</source>
        <translation>筛选配置</translation>
    </message>
    <message>
        <source>Words of model, length, type or layer; -word leaves out (Ctrl+F)</source>
        <translation>模型、长度、类型或层的词；-词 表示排除（Ctrl+F）</translation>
    </message>
    <message>
        <source>Make &amp;reference</source>
        <translation>设为参考(&amp;R)</translation>
    </message>
    <message>
        <source>Selected configurations</source>
        <translation>已选配置</translation>
    </message>
    <message>
        <source>What can be said</source>
        <translation>可以得出的结论</translation>
    </message>
    <message>
        <source>after run</source>
        <translation>运行后给出</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>检验中…</translation>
    </message>
    <message numerus="yes">
        <source>%n configurations</source>
        <translation>
            <numerusform>%n 个配置</numerusform>
        </translation>
    </message>
    <message>
        <source>No configuration matches the filter</source>
        <translation>没有配置符合筛选条件</translation>
    </message>
    <message>
        <source>%1 of %2 configurations</source>
        <translation>显示 %2 个配置中的 %1 个</translation>
    </message>
    <message>
        <source>length %1</source>
        <translation>长度 %1</translation>
    </message>
    <message>
        <source>%1 judged queries</source>
        <translation>%1 个已标注查询</translation>
    </message>
    <message>
        <source>Judged@10 %1</source>
        <translation>Judged@10 %1</translation>
    </message>
    <message>
        <source>base %1</source>
        <translation>基线 %1</translation>
    </message>
    <message>
        <source>ceiling %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>Same in all rows: %1.</source>
        <translation>各行相同：%1。</translation>
    </message>
    <message numerus="yes">
        <source>Grey band: 1 % margin. Holm-corrected, %n comparisons.</source>
        <translation>
            <numerusform>灰色带：1 % 容差。Holm 校正，%n 次比较。</numerusform>
        </translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Testing the differences…</source>
        <translation>正在检验差值…</translation>
    </message>
    <message>
        <source>Nothing is tested yet, or only the reference is selected.</source>
        <translation>尚未检验，或只选择了参考。</translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>导出表格</translation>
    </message>
    <message>
        <source>Tab-separated values (*.tsv)</source>
        <translation>制表符分隔 (*.tsv)</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
</context>
<context>
    <name>rw::ui::Page</name>
    <message>
        <source>sample values</source>
        <translation>示例数值</translation>
    </message>
    <message>
        <source>Nobody measured these numbers. They only show what the page looks like.</source>
        <translation>这些数字并非测量所得，只用来展示页面的样子。</translation>
    </message>
    <message>
        <source>Background work</source>
        <translation>后台工作</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>主页</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Run</source>
        <comment>page</comment>
        <translation>运行</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>rw::ui::PairCard</name>
    <message>
        <source>Pair</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>名次</translation>
    </message>
    <message>
        <source>Model input of</source>
        <translation>模型输入：</translation>
    </message>
    <message>
        <source>Whose input is shown</source>
        <translation>显示哪个配置的输入</translation>
    </message>
    <message>
        <source>Model &amp;input of</source>
        <translation>模型输入(&amp;I)：</translation>
    </message>
    <message>
        <source>Input of the model</source>
        <translation>模型的输入</translation>
    </message>
    <message>
        <source>This pair everywhere</source>
        <translation>此文本对在各配置中</translation>
    </message>
    <message>
        <source>This pair in all chosen configurations</source>
        <translation>此文本对在所有选中的配置中</translation>
    </message>
    <message>
        <source>Raw scores: compare ranks across models, not values.</source>
        <translation>原始分数：不同模型之间请比较名次，不要比较数值。</translation>
    </message>
    <message>
        <source>grade %1</source>
        <translation>等级 %1</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>The order before scoring has no model: the passage is shown as stored.</source>
        <translation>打分前的顺序没有模型：显示存储的段落原文。</translation>
    </message>
    <message>
        <source>The input of the model cannot be shown, only the passage as stored: %1</source>
        <translation>无法显示模型的输入，只显示存储的段落原文：%1</translation>
    </message>
    <message>
        <source>query %1 · passage %2 · cut %3 · in all %4 tokens at length %5</source>
        <translation>查询 %1 · 段落 %2 · 截断 %3 · 共 %4 个词元，长度 %5</translation>
    </message>
</context>
<context>
    <name>rw::ui::PlotPane</name>
    <message>
        <source>Show as &amp;table</source>
        <translation>以表格显示(&amp;T)</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>PDF (*.pdf);;SVG (*.svg);;PNG (*.png);;Table as CSV (*.csv)</source>
        <translation>PDF (*.pdf);;SVG (*.svg);;PNG (*.png);;CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Export plot</source>
        <translation>导出图表</translation>
    </message>
</context>
<context>
    <name>rw::ui::PlotWidget</name>
    <message>
        <source>%1 does not end in .pdf, .svg, .png or .csv.</source>
        <translation>%1 的扩展名不是 .pdf、.svg、.png 或 .csv。</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>rw::ui::Presentation</name>
    <message>
        <source>Presentation</source>
        <translation>演示模式</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>What do shorter inputs cost on %1?</source>
        <translation>在 %1 上，更短的输入损失多少？</translation>
    </message>
    <message>
        <source>Which configuration ranks best on %1?</source>
        <translation>在 %1 上，哪种配置排序最好？</translation>
    </message>
    <message>
        <source>sample values</source>
        <translation>示例数值</translation>
    </message>
    <message>
        <source>Testing the differences…</source>
        <translation>正在检验差值…</translation>
    </message>
</context>
<context>
    <name>rw::ui::PreviewModel</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
</context>
<context>
    <name>rw::ui::ProgressText</name>
    <message>
        <source>Reading data</source>
        <translation>读取数据</translation>
    </message>
    <message>
        <source>Reading models</source>
        <translation>读取模型</translation>
    </message>
    <message>
        <source>Hashing weights</source>
        <translation>计算权重指纹</translation>
    </message>
    <message>
        <source>Counting tokens</source>
        <translation>统计词元</translation>
    </message>
    <message>
        <source>Planning</source>
        <translation>规划</translation>
    </message>
    <message>
        <source>Scoring</source>
        <translation>打分</translation>
    </message>
    <message>
        <source>%1 of %2 pairs</source>
        <translation>文本对 %1 / %2</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>约剩 %1</translation>
    </message>
    <message>
        <source>about %1 left (%2 to %3)</source>
        <translation>约剩 %1（%2 至 %3）</translation>
    </message>
    <message>
        <source>nDCG@10 so far %1, from %2 of %3 queries (complete queries only, not tested)</source>
        <translation>目前 nDCG@10 为 %1，来自 %3 个查询中的 %2 个（仅含完整查询，未经检验）</translation>
    </message>
</context>
<context>
    <name>rw::ui::QualityPlot</name>
    <message>
        <source>length limit, tokens</source>
        <translation>长度上限（词元）</translation>
    </message>
    <message>
        <source>base %1</source>
        <translation>基线 %1</translation>
    </message>
    <message>
        <source>ceiling %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>95 % low</source>
        <translation>95 % 下限</translation>
    </message>
    <message>
        <source>95 % high</source>
        <translation>95 % 上限</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>No configuration has a value yet.</source>
        <translation>尚无配置有数值。</translation>
    </message>
    <message>
        <source>Quality and cost against length</source>
        <translation>质量与成本随长度的变化</translation>
    </message>
    <message>
        <source>ms a pair (log)</source>
        <translation>毫秒/对（对数）</translation>
    </message>
    <message>
        <source>ms a pair</source>
        <translation>毫秒/对</translation>
    </message>
    <message numerus="yes">
        <source>%n values of %1. Highest: %2 with %3 (%4 to %5). Base %6, ceiling %7.</source>
        <translation>
            <numerusform>%n 个 %1 值。最高：%2，%3（%4 至 %5）。基线 %6，上限 %7。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::QueryList</name>
    <message>
        <source>not scored in full</source>
        <translation>未完整打分</translation>
    </message>
    <message>
        <source>no judgments</source>
        <translation>没有标注</translation>
    </message>
</context>
<context>
    <name>rw::ui::RankingsPane</name>
    <message>
        <source>Left ranking</source>
        <translation>左侧排序</translation>
    </message>
    <message>
        <source>Right ranking</source>
        <translation>右侧排序</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Grade %1</source>
        <translation>等级 %1</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>未标注</translation>
    </message>
</context>
<context>
    <name>rw::ui::ResultsModel</name>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Incomplete: %1 of %2</source>
        <translation>不完整：%1 / %2</translation>
    </message>
    <message>
        <source>Its weights are random: good for measuring speed, not quality.</source>
        <translation>其权重是随机的：可用于测量速度，不能用于评价质量。</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>n = %1, needs %2</source>
        <translation>n = %1，需要 %2</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>95 % CI</source>
        <translation>95 % 置信区间</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>pairs/s</source>
        <translation>对/秒</translation>
    </message>
    <message>
        <source>p50 ms</source>
        <translation>p50 毫秒</translation>
    </message>
    <message>
        <source>p95 ms</source>
        <translation>p95 毫秒</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>Reference, %1</source>
        <translation>参考，%1</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Difference, 95 % CI</source>
        <translation>差值，95 % 置信区间</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>W / T / L</source>
        <translation>胜 / 平 / 负</translation>
    </message>
    <message>
        <source>Candidates as given</source>
        <translation>候选原顺序</translation>
    </message>
    <message>
        <source>The order of the candidates before scoring (first stage).</source>
        <translation>打分前的候选顺序（第一阶段）。</translation>
    </message>
</context>
<context>
    <name>rw::ui::ResultsPage</name>
    <message>
        <source>&amp;Export table…</source>
        <translation>导出表格(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>总览(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Latency and devices</source>
        <translation>延迟与设备(&amp;L)</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>Comparison table, intervals and plots appear here as soon as a run has scored its first queries.</source>
        <translation>一旦运行完成首批查询的打分，比较表、区间与图表就会显示在这里。</translation>
    </message>
    <message>
        <source>Build an experiment</source>
        <translation>建立实验</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <comment>label</comment>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Data set</source>
        <translation>数据集(&amp;D)</translation>
    </message>
    <message>
        <source>finished %1</source>
        <translation>%1 完成</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1, %2 of %3 configurations, %4</source>
        <translation>%1，%2 / %3 个配置，%4</translation>
    </message>
    <message>
        <source>%1 of %2 configurations failed: %3 The finished ones are kept.</source>
        <translation>%2 个配置中有 %1 个失败：%3 已完成的配置会保留。</translation>
    </message>
    <message>
        <source>Views of the results</source>
        <translation>结果视图</translation>
    </message>
    <message>
        <source>Len&amp;gth</source>
        <translation>长度(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>指标(&amp;M)</translation>
    </message>
    <message>
        <source>Re&amp;ference</source>
        <translation>参考(&amp;F)</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Any measure of trec_eval or ir_measures, such as nDCG(dcg=&apos;exp-log2&apos;,rel=2)@10</source>
        <translation>trec_eval 或 ir_measures 的任何指标，例如 nDCG(dcg=&apos;exp-log2&apos;,rel=2)@10</translation>
    </message>
    <message>
        <source>%1 is not one measure with a mean; expected one such as nDCG@10.</source>
        <translation>%1 不是一个有均值的指标；应为 nDCG@10 之类的指标。</translation>
    </message>
    <message>
        <source>Differences are shown, but not tested, until the run is complete.</source>
        <translation>运行完成之前只显示差值，不做检验。</translation>
    </message>
</context>
<context>
    <name>rw::ui::RunPage</name>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Cancel run</source>
        <translation>取消运行(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>each pulls chunks of about one second</source>
        <translation>每个进程逐次领取约一秒的块</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>没有运行中的任务</translation>
    </message>
    <message>
        <source>Runs you start appear here with workers, device use and log.</source>
        <translation>开始的运行会连同工作进程、设备使用和日志显示在这里。</translation>
    </message>
    <message>
        <source>Build an experiment</source>
        <translation>建立实验</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Device use</source>
        <translation>设备使用</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>运行日志</translation>
    </message>
    <message>
        <source>&amp;Level</source>
        <translation>级别(&amp;L)</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>调试</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>nDCG@10 of finished units. No comparison is tested before the run is complete.</source>
        <translation>已完成单元的 nDCG@10。运行完成之前不检验任何比较。</translation>
    </message>
    <message>
        <source>Units of the run</source>
        <translation>运行单元</translation>
    </message>
    <message>
        <source>%1 of %2 units</source>
        <translation>单元 %1 / %2</translation>
    </message>
    <message>
        <source>running %1</source>
        <translation>已运行 %1</translation>
    </message>
    <message>
        <source>%1 pairs reused, %2</source>
        <translation>复用 %1 个文本对，%2</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message numerus="yes">
        <source>finished, %n units failed</source>
        <translation>
            <numerusform>已完成，%n 个单元失败</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n units failed; the others are complete. The Units table says why.</source>
        <translation>
            <numerusform>%n 个单元失败，其余均已完成。原因见单元表。</numerusform>
        </translation>
    </message>
    <message>
        <source>cancelled, everything finished so far is saved</source>
        <translation>已取消，已完成的部分均已保存</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>取消运行</translation>
    </message>
    <message>
        <source>This run has been going on for %1. Cancel it?</source>
        <translation>此次运行已持续 %1。要取消吗？</translation>
    </message>
    <message>
        <source>Everything scored so far is saved.</source>
        <translation>已打分的内容全部保留。</translation>
    </message>
</context>
<context>
    <name>rw::ui::RunStrip</name>
    <message>
        <source>Cancel run</source>
        <translation>取消运行</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>查看运行</translation>
    </message>
</context>
<context>
    <name>rw::ui::Session</name>
    <message>
        <source>%1 - checking tensors</source>
        <translation>%1 - 正在检查张量</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>%1 could not be opened: %2</source>
        <translation>无法打开 %1：%2</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>未导入任何内容。</translation>
    </message>
    <message>
        <source>Counting tokens - %1 texts</source>
        <translation>统计词元 - %1 个文本</translation>
    </message>
    <message>
        <source>The demo workspace is not installed. Install the program again or open another workspace.</source>
        <translation>未安装演示工作区。请重新安装程序或打开其他工作区。</translation>
    </message>
    <message>
        <source>The sample is not installed. Install the program again or add a model and data of your own.</source>
        <translation>未安装样例。请重新安装程序或添加自己的模型和数据。</translation>
    </message>
</context>
<context>
    <name>rw::ui::TableView</name>
    <message>
        <source>&amp;Copy rows</source>
        <translation>复制行(&amp;C)</translation>
    </message>
</context>
<context>
    <name>rw::ui::UnitsModel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>rw::ui::VerdictText</name>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Constant scores</source>
        <translation>分数全同</translation>
    </message>
    <message>
        <source>Too few queries</source>
        <translation>查询太少</translation>
    </message>
    <message>
        <source>Identical</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Higher</source>
        <translation>较高</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>较低</translation>
    </message>
    <message>
        <source>Keeps %1</source>
        <translation>保持 %1</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>did not run: no verdict. %1</source>
        <translation>未运行：没有结论。%1</translation>
    </message>
    <message>
        <source>is not compared: %1 of %2 queries are missing.</source>
        <translation>不作比较：%2 个查询中缺少 %1 个。</translation>
    </message>
    <message>
        <source>is not compared: all scores of a query are the same.</source>
        <translation>不作比较：同一查询的分数全部相同。</translation>
    </message>
    <message>
        <source>too few queries (%1) to say anything: difference %2 (%3).</source>
        <translation>查询太少（%1），无法下结论：差值 %2（%3）。</translation>
    </message>
    <message>
        <source>has the same value for every one of %1 queries.</source>
        <translation>在全部 %1 个查询上的值都相同。</translation>
    </message>
    <message>
        <source>is higher by %1 (%2; %3 corrected, %4 queries).</source>
        <translation>高 %1（%2；%3，已校正，%4 个查询）。</translation>
    </message>
    <message>
        <source>keeps at least %1 of the reference (95 % sure): difference %2 (%3).</source>
        <translation>至少保持参考值的 %1（95 % 把握）：差值 %2（%3）。</translation>
    </message>
    <message>
        <source>no difference can be shown with %1 queries: difference %2 (%3).</source>
        <translation>%1 个查询未能显示差异：差值 %2（%3）。</translation>
    </message>
    <message>
        <source>The smallest one that could be shown is %1.</source>
        <translation>可检出的最小差值为 %1。</translation>
    </message>
    <message>
        <source>is lower by %1 (%2; %3 corrected, %4 queries), yet keeps at least %5 of the reference (95 % sure).</source>
        <translation>低 %1（%2；%3，已校正，%4 个查询），但至少保持参考值的 %5（95 % 把握）。</translation>
    </message>
    <message>
        <source>is lower by %1 (%2; %3 corrected, %4 queries).</source>
        <translation>低 %1（%2；%3，已校正，%4 个查询）。</translation>
    </message>
    <message>
        <source>is undecided: difference %1 (%2), but %3 after correction.</source>
        <translation>未定：差值 %1（%2），但校正后 %3。</translation>
    </message>
</context>
</TS>
