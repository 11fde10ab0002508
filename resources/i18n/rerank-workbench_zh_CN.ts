<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>rw::ui::AnswerColumn</name>
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
        <source>Ranking of %1</source>
        <translation>%1 的排序</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 ms with the start</source>
        <translation>%1 毫秒（含启动）</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>Forward pass %1 ms, start of the worker and weights %2 ms.</source>
        <translation>前向计算 %1 毫秒，启动进程并载入权重 %2 毫秒。</translation>
    </message>
    <message>
        <source>Grade %1</source>
        <translation>等级 %1</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Passage %1 as typed</source>
        <translation>第 %1 个输入的段落</translation>
    </message>
</context>
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
        <source>p95 needs %1 batches, p99 needs %2; with fewer it reads n/a. Warm-up is left out.</source>
        <translation>p95 需要 %1 个批次，p99 需要 %2 个；不足时显示 n/a。不含预热。</translation>
    </message>
    <message>
        <source>Percentiles of the times</source>
        <translation>时间的百分位</translation>
    </message>
    <message>
        <source>Latency a query</source>
        <translation>每查询延迟</translation>
    </message>
    <message>
        <source>interactive scenario, one query at a time, warm</source>
        <translation>交互场景，逐个查询，热</translation>
    </message>
    <message>
        <source>batch scenario, warm</source>
        <translation>批处理场景，热</translation>
    </message>
    <message>
        <source>%1; %2 of %3 (select rows in Overview)</source>
        <translation>%1；%2 / %3（在总览中选择行）</translation>
    </message>
    <message>
        <source>%1; selected rows</source>
        <translation>%1；已选行</translation>
    </message>
    <message>
        <source>p95 needs %1 queries, p99 needs %2; with fewer it reads n/a. Warm-up is left out.</source>
        <translation>p95 需要 %1 个查询，p99 需要 %2 个；不足时显示 n/a。不含预热。</translation>
    </message>
    <message>
        <source>How long a query waits was not measured: batches hold pairs of many queries. The interactive scenario measures it.</source>
        <translation>未测量一个查询要等多久：一个批次含有许多查询的文本对。交互场景会测量它。</translation>
    </message>
</context>
<context>
    <name>rw::ui::Costs</name>
    <message>
        <source>ms a pair, batch, one worker</source>
        <translation>毫秒/对，批处理，单个进程</translation>
    </message>
    <message>
        <source>p50 a query, ms, interactive</source>
        <translation>每查询 p50，毫秒，交互</translation>
    </message>
    <message>
        <source>p95 a query, ms, interactive</source>
        <translation>每查询 p95，毫秒，交互</translation>
    </message>
    <message>
        <source>peak memory of a worker, GiB</source>
        <translation>单个进程的内存峰值，GiB</translation>
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
    <message>
        <source>Relevant cut %</source>
        <translation>相关被截断 %</translation>
    </message>
    <message>
        <source>Input length, tokenizers or preview</source>
        <translation>输入长度、分词器或预览</translation>
    </message>
    <message>
        <source>All &amp;tokenizers</source>
        <translation>全部分词器(&amp;T)</translation>
    </message>
    <message>
        <source>Percent of the candidate pairs that each length cuts, by the tokenizer of each model.</source>
        <translation>按各模型的分词器计算，每种长度所截断的候选文本对百分比。</translation>
    </message>
    <message>
        <source>&amp;Count for all models</source>
        <translation>为所有模型计数(&amp;C)</translation>
    </message>
    <message>
        <source>Cut % of each tokenizer</source>
        <translation>各分词器的截断 %</translation>
    </message>
    <message>
        <source>Counting tokens with the tokenizer of %1 - %2 texts</source>
        <translation>正在用 %1 的分词器计算词元数 - %2 个文本</translation>
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
    <message>
        <source>bf16 products were measured %1 times as fast as fp32 on this processor</source>
        <translation>在此处理器上，实测 bf16 乘积的速度是 fp32 的 %1 倍</translation>
    </message>
</context>
<context>
    <name>rw::ui::DifferencesPlot</name>
    <message>
        <source>Differences query by query</source>
        <translation>逐查询差异</translation>
    </message>
    <message>
        <source>No query has a value of both.</source>
        <translation>没有两者都有值的查询。</translation>
    </message>
    <message>
        <source>queries, highest difference first</source>
        <translation>查询，差值从高到低</translation>
    </message>
    <message>
        <source>difference in %1</source>
        <translation>%1 差值</translation>
    </message>
    <message>
        <source>mean %1</source>
        <translation>均值 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n higher</source>
        <translation>
            <numerusform>%n 个较高</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n the same</source>
        <translation>
            <numerusform>%n 个相同</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lower</source>
        <translation>
            <numerusform>%n 个较低</numerusform>
        </translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>被比较者</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>%1 of %2 queries higher, %3 lower than the reference in %4; mean difference %5. Highest: query %6 with %7. Lowest: query %8 with %9.</source>
        <translation>%2 个查询中，%4 有 %1 个高于参考，%3 个低于参考；平均差值 %5。最高：查询 %6，%7。最低：查询 %8，%9。</translation>
    </message>
</context>
<context>
    <name>rw::ui::DifferencesTab</name>
    <message>
        <source>Differences query by query</source>
        <translation>逐查询差异</translation>
    </message>
    <message>
        <source>Queries that differ most</source>
        <translation>差异最大的查询</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>被比较者</translation>
    </message>
    <message>
        <source>Reading the rankings…</source>
        <translation>正在读取排序…</translation>
    </message>
    <message>
        <source>There is no second configuration with scores to compare.</source>
        <translation>没有第二个带分数的配置可供比较。</translation>
    </message>
    <message>
        <source>Sample values have no queries: open a workspace to see them.</source>
        <translation>示例数值没有查询：请打开工作区查看。</translation>
    </message>
    <message>
        <source>No query has a value of both.</source>
        <translation>没有两者都有值的查询。</translation>
    </message>
    <message>
        <source>Enter opens one in Inspect</source>
        <translation>按回车在“查看”中打开</translation>
    </message>
    <message>
        <source>Of %1 queries the compared configuration is higher for %2, the same for %3 and lower for %4.</source>
        <translation>在 %1 个查询中，被比较的配置有 %2 个较高，%3 个相同，%4 个较低。</translation>
    </message>
    <message>
        <source>One of the two is incomplete: shown are the queries that both have, and nothing is tested.</source>
        <translation>两者之一不完整：只显示两者都有的查询，不做检验。</translation>
    </message>
    <message>
        <source>Mean difference %1 (95 % CI %2 to %3).</source>
        <translation>平均差值 %1（95 % 置信区间 %2 至 %3）。</translation>
    </message>
</context>
<context>
    <name>rw::ui::DriftPlot</name>
    <message>
        <source>Scores of two configurations</source>
        <translation>两个配置的分数</translation>
    </message>
    <message>
        <source>No pair has a score of both.</source>
        <translation>没有两者都有分数的文本对。</translation>
    </message>
    <message>
        <source>score of %1</source>
        <translation>%1 的分数</translation>
    </message>
    <message>
        <source>1 pair a cell</source>
        <translation>每格 1 对</translation>
    </message>
    <message>
        <source>2 to 9</source>
        <translation>2 至 9</translation>
    </message>
    <message>
        <source>10 to 99</source>
        <translation>10 至 99</translation>
    </message>
    <message>
        <source>100 and more</source>
        <translation>100 及以上</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>被比较者</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message numerus="yes">
        <source>Scores of %n pairs: %1 against %2.</source>
        <translation>
            <numerusform>%n 个文本对的分数：%1 对 %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>The largest difference is %1, for a candidate of query %2.</source>
        <translation>最大差值为 %1，出现在查询 %2 的一个候选上。</translation>
    </message>
</context>
<context>
    <name>rw::ui::DriftTab</name>
    <message>
        <source>Scores of the same pairs</source>
        <translation>相同文本对的分数</translation>
    </message>
    <message>
        <source>Score distributions</source>
        <translation>分数分布</translation>
    </message>
    <message>
        <source>Kendall&apos;s tau-b</source>
        <translation>Kendall tau-b</translation>
    </message>
    <message>
        <source>Overlap@10</source>
        <translation>前 10 重合</translation>
    </message>
    <message>
        <source>Same first</source>
        <translation>首位相同</translation>
    </message>
    <message>
        <source>Pairs flipped</source>
        <translation>次序颠倒的对</translation>
    </message>
    <message>
        <source>Pearson</source>
        <translation>Pearson</translation>
    </message>
    <message>
        <source>Spearman</source>
        <translation>Spearman</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>最大差值</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>被比较者</translation>
    </message>
    <message>
        <source>Pairs whose scores differ most</source>
        <translation>分数差异最大的文本对</translation>
    </message>
    <message>
        <source>Reading the rankings…</source>
        <translation>正在读取排序…</translation>
    </message>
    <message>
        <source>There is no second configuration with scores to compare.</source>
        <translation>没有第二个带分数的配置可供比较。</translation>
    </message>
    <message>
        <source>Sample values have no pairs: open a workspace to see them.</source>
        <translation>示例数值没有文本对：请打开工作区查看。</translation>
    </message>
    <message>
        <source>No pair has a score of both.</source>
        <translation>没有两者都有分数的文本对。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln 个文本对</numerusform>
        </translation>
    </message>
    <message>
        <source>Mean over the queries</source>
        <translation>各查询的均值</translation>
    </message>
    <message>
        <source>Of the first ten passages, both have in common; 1: %1, 5: %2</source>
        <translation>前十个段落中两者共有的比例；前 1：%1，前 5：%2</translation>
    </message>
    <message>
        <source>Queries whose first passage is the same</source>
        <translation>首位段落相同的查询</translation>
    </message>
    <message>
        <source>Pairs of candidates in the opposite order; of a relevant and another one that stood right: %1</source>
        <translation>次序相反的候选对；其中原本次序正确的相关与非相关对：%1</translation>
    </message>
    <message>
        <source>Mean of the absolute differences %1, 99 % are at most %2</source>
        <translation>绝对差值的均值 %1，99 % 不超过 %2</translation>
    </message>
    <message numerus="yes">
        <source>Over %Ln queries that both rank in full.</source>
        <translation>
            <numerusform>基于两者都完整排序的 %Ln 个查询。</numerusform>
        </translation>
    </message>
    <message>
        <source>Tau-b is at most %1 for one in twenty.</source>
        <translation>每二十个查询中有一个的 tau-b 不超过 %1。</translation>
    </message>
    <message numerus="yes">
        <source>Tau is undefined for %n of them (one candidate, or all scores the same).</source>
        <translation>
            <numerusform>其中 %n 个的 tau 无定义（只有一个候选，或分数全部相同）。</numerusform>
        </translation>
    </message>
    <message>
        <source>The first passage changes for %1 of them, a relevant one leaves the first ten for %2.</source>
        <translation>其中 %1 个的首位段落改变，%2 个有相关段落离开前十。</translation>
    </message>
    <message>
        <source>Two models score on scales of their own: compare ranks, not values.</source>
        <translation>两个模型的分数尺度不同：请比较名次，不要比较数值。</translation>
    </message>
    <message>
        <source>Enter opens one in Inspect</source>
        <translation>按回车在“查看”中打开</translation>
    </message>
    <message>
        <source>All scores are the same.</source>
        <translation>分数全部相同。</translation>
    </message>
</context>
<context>
    <name>rw::ui::EstimateView</name>
    <message>
        <source>fits</source>
        <translation>可容纳</translation>
    </message>
    <message>
        <source>tight: small batches</source>
        <translation>偏紧：只能用小批次</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Measure &amp;again</source>
        <translation>重新测量(&amp;A)</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What was measured is kept for the same model, type and devices.</source>
        <translation>相同模型、类型和设备的测量结果会保留。</translation>
    </message>
    <message>
        <source>Progress of the estimate</source>
        <translation>估算进度</translation>
    </message>
    <message>
        <source>Work of the experiment</source>
        <translation>实验工作量</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>%1 to %2, measured on this machine. Of that %3 for starting and loading.</source>
        <translation>%1 至 %2，依据本机实测；其中启动和载入占 %3。</translation>
    </message>
    <message>
        <source>nothing to compute</source>
        <translation>无需计算</translation>
    </message>
    <message>
        <source>Every score is in the workspace already.</source>
        <translation>所有分数都已在工作区中。</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>测量中…</translation>
    </message>
    <message>
        <source>%1 in %2 could not be measured: %3</source>
        <translation>无法测量 %1（%2）：%3</translation>
    </message>
    <message>
        <source>Choose what to compare, and the time is worked out.</source>
        <translation>选择要比较的内容后，这里会给出所需时间。</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>规划中…</translation>
    </message>
    <message numerus="yes">
        <source>Measuring the speed of %1 in %2; %n left</source>
        <translation>
            <numerusform>正在测量 %1（%2）的速度，还剩 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Starting workers to measure the speed</source>
        <translation>正在启动工作进程以测量速度</translation>
    </message>
    <message>
        <source>The speed is not measured while a run goes on.</source>
        <translation>运行进行期间不测量速度。</translation>
    </message>
    <message>
        <source>The speed is not measured, since the memory does not suffice.</source>
        <translation>内存不足，未测量速度。</translation>
    </message>
    <message>
        <source>This experiment cannot be planned:</source>
        <translation>无法规划此实验：</translation>
    </message>
    <message>
        <source>Fewer devices are advised: there is so little work that %1 of %2 workers would be ready about as soon. Each of them spends %3 on starting.</source>
        <translation>建议使用较少的设备：工作量很小，%2 个工作进程中只用 %1 个也能差不多同时完成。每个进程启动需要 %3。</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>Pairs of the data</source>
        <translation>数据中的文本对</translation>
    </message>
    <message>
        <source>Pair scores in the results</source>
        <translation>结果中的文本对分数</translation>
    </message>
    <message>
        <source>In the workspace already</source>
        <translation>工作区中已有</translation>
    </message>
    <message>
        <source>The same model, type and engine version got the same input before: reused, never timed.</source>
        <translation>相同模型、类型和引擎版本此前得到过相同输入：直接复用，不计时。</translation>
    </message>
    <message>
        <source>Inputs to compute</source>
        <translation>需要计算的输入</translation>
    </message>
    <message>
        <source>A pair whose input is the same at two lengths is computed once.</source>
        <translation>在两种长度下输入相同的文本对只计算一次。</translation>
    </message>
    <message>
        <source>Different token counts</source>
        <translation>不同的词元数</translation>
    </message>
    <message>
        <source>Tokens to compute</source>
        <translation>需要计算的词元</translation>
    </message>
    <message>
        <source>Saved by sharing between lengths</source>
        <translation>长度之间共享所节省的</translation>
    </message>
    <message>
        <source>%1 tokens if every length were scored by itself</source>
        <translation>若各长度单独打分，则为 %1 个词元</translation>
    </message>
    <message numerus="yes">
        <source>Memory on %1, %n workers</source>
        <translation>
            <numerusform>%1 的内存（%n 个工作进程）</numerusform>
        </translation>
    </message>
    <message>
        <source>Disk for results</source>
        <translation>结果占用磁盘</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作量</translation>
    </message>
    <message>
        <source>Memory on the devices</source>
        <translation>各设备的内存</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>tight</source>
        <translation>偏紧</translation>
    </message>
    <message>
        <source>Disk free</source>
        <translation>磁盘可用</translation>
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
        <source>No chosen model takes so many tokens: choose a shorter length.</source>
        <translation>所选模型都不接受这么多词元：请选择更短的长度。</translation>
    </message>
    <message>
        <source>%1 is left out altogether: it takes at most %2 tokens.</source>
        <translation>%1 完全不参与：它最多接受 %2 个词元。</translation>
    </message>
    <message>
        <source>%1 is left out at %2: it takes at most %3 tokens.</source>
        <translation>%1 不参与长度 %2：它最多接受 %3 个词元。</translation>
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
        <source>No chosen configuration fits: %1 needs %2, %3 are free on %4. Choose another quantization or device.</source>
        <translation>所选配置均放不下：%1 需要 %2，%4 上可用 %3。请选择其他量化或设备。</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>已知</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>测量中…</translation>
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
    <message>
        <source>Drop zone</source>
        <translation>拖放区</translation>
    </message>
    <message>
        <source>%1. With the keyboard: Add model folder, Add data, or Open workspace in the File menu.</source>
        <translation>%1。使用键盘：“添加模型文件夹”、“添加数据”，或“文件”菜单中的“打开工作区”。</translation>
    </message>
    <message>
        <source>%1 is not used: %2</source>
        <translation>未使用 %1：%2</translation>
    </message>
    <message>
        <source>%1 (%2, %3 free)</source>
        <translation>%1（%2，可用 %3）</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>正在查找设备…</translation>
    </message>
    <message>
        <source>Computes on %1.</source>
        <translation>计算设备：%1。</translation>
    </message>
</context>
<context>
    <name>rw::ui::InputView</name>
    <message>
        <source>Input of the model</source>
        <translation>模型的输入</translation>
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
        <source>Order before scoring</source>
        <translation>打分前的顺序</translation>
    </message>
    <message>
        <source>&amp;Copy query as JSON</source>
        <translation>将查询复制为 JSON(&amp;C)</translation>
    </message>
    <message>
        <source>The query and all its rankings with grades, scores and texts</source>
        <translation>查询及其全部排序，含等级、分数和文本</translation>
    </message>
    <message>
        <source>&amp;Playground</source>
        <translation>试验场(&amp;P)</translation>
    </message>
    <message>
        <source>Type a query and passages; all models answer (P)</source>
        <translation>输入查询和段落，由所有模型回答（P）</translation>
    </message>
    <message>
        <source>playground</source>
        <translation>试验场</translation>
    </message>
    <message numerus="yes">
        <source>playground, %n models in memory</source>
        <translation>
            <numerusform>试验场，内存中有 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Third</source>
        <translation>第三(&amp;T)</translation>
    </message>
    <message>
        <source>Fo&amp;urth</source>
        <translation>第四(&amp;U)</translation>
    </message>
    <message>
        <source>none</source>
        <comment>no third or fourth ranking</comment>
        <translation>无</translation>
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
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>%1 pairs in hand, %2 waiting in the worker</source>
        <translation>正在计算 %1 对，另有 %2 对在进程中等待</translation>
    </message>
    <message>
        <source>clock settings</source>
        <translation>时钟设置</translation>
    </message>
    <message>
        <source>power limit</source>
        <translation>功率上限</translation>
    </message>
    <message>
        <source>hardware protection</source>
        <translation>硬件保护</translation>
    </message>
    <message>
        <source>another GPU in step</source>
        <translation>与另一块 GPU 同步</translation>
    </message>
    <message>
        <source>heat</source>
        <translation>过热</translation>
    </message>
    <message>
        <source>slowed down: %1</source>
        <translation>已降频：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n other processes on this GPU</source>
        <translation>
            <numerusform>此 GPU 上另有 %n 个进程</numerusform>
        </translation>
    </message>
    <message>
        <source>clock %1 MHz</source>
        <translation>时钟 %1 MHz</translation>
    </message>
</context>
<context>
    <name>rw::ui::LatencyPlot</name>
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
        <source>Latency distribution</source>
        <translation>延迟分布</translation>
    </message>
    <message>
        <source>milliseconds a query (log scale)</source>
        <translation>每查询毫秒数（对数刻度）</translation>
    </message>
    <message>
        <source>share of queries done, % (log tail)</source>
        <translation>已完成查询的比例，%（尾部对数）</translation>
    </message>
    <message>
        <source>Nothing was timed: scores that were taken from an earlier run, or that several lengths share, have no time of their own.</source>
        <translation>没有计时：取自先前运行的分数，或由多个长度共用的分数，没有各自的时间。</translation>
    </message>
    <message>
        <source>Milliseconds a query.</source>
        <translation>每查询毫秒数。</translation>
    </message>
    <message>
        <source>Milliseconds a batch.</source>
        <translation>每批毫秒数。</translation>
    </message>
</context>
<context>
    <name>rw::ui::LayerPlot</name>
    <message>
        <source>Quality against cut-off layer</source>
        <translation>质量随截止层的变化</translation>
    </message>
    <message>
        <source>No model here has several cut-off layers.</source>
        <translation>这里没有具有多个截止层的模型。</translation>
    </message>
    <message>
        <source>cut-off layer (after so many blocks)</source>
        <translation>截止层（经过的层块数）</translation>
    </message>
    <message>
        <source>blocks saved, %</source>
        <translation>节省的层块，%</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
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
        <source>Blocks saved %, computed</source>
        <translation>节省的层块 %（计算值）</translation>
    </message>
    <message numerus="yes">
        <source>%1 after %n cut-off layers of one pass: %2 after layer %3, %4 after layer %5. Layer %3 needs %6 % fewer blocks than layer %5.</source>
        <translation>
            <numerusform>同一次前向计算的 %n 个截止层的 %1：第 %3 层为 %2，第 %5 层为 %4。第 %3 层比第 %5 层少用 %6 % 的层块。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::LayersPane</name>
    <message>
        <source>Cut-off layer</source>
        <translation>截止层</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>95 % CI</source>
        <translation>95 % 置信区间</translation>
    </message>
    <message>
        <source>Cut-off layers against the deepest one</source>
        <translation>各截止层与最深层的比较</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>All layers come from one pass, so none has a time of its own: what a layer saves is computed from its share of the blocks.</source>
        <translation>所有层来自同一次前向计算，因此没有各自的时间：某层节省多少由其层块占比计算得出。</translation>
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
        <source>No shallower layer is sure to keep 99 % of layer %1.</source>
        <translation>没有更浅的层能确定保持第 %1 层的 99 %。</translation>
    </message>
    <message>
        <source>Layer %1 is the shallowest one that is sure to keep 99 % of layer %2; it needs %3 % fewer blocks.</source>
        <translation>第 %1 层是确定能保持第 %2 层 99 % 的最浅层；所需层块少 %3 %。</translation>
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
        <source>Relevant cut %</source>
        <translation>相关被截断 %</translation>
    </message>
    <message>
        <source>Of the pairs judged relevant, %1 % are cut.</source>
        <translation>在标注为相关的文本对中，%1 % 被截断。</translation>
    </message>
    <message>
        <source>tokens of the input (log scale), %1 pairs
lines: share that is cut</source>
        <translation>输入的词元数（对数刻度），%1 个文本对
竖线：被截断的比例</translation>
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
    <message>
        <source>Keep &amp;costs for the presentation</source>
        <translation>将成本图保留到演示中(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Forget what is kept (%n steps)</source>
        <translation>
            <numerusform>清除已保留的视图（%n 个步骤）(&amp;F)</numerusform>
        </translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>语言(&amp;A)</translation>
    </message>
    <message>
        <source>Language of the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
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
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>to compute at all lengths, equal inputs once</source>
        <translation>所有长度合计需要计算的量，相同输入只算一次</translation>
    </message>
    <message>
        <source>of all workers together, measured on this machine</source>
        <translation>全部工作进程合计，本机实测</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
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
    <message>
        <source>lacks %1</source>
        <translation>还差 %1</translation>
    </message>
    <message>
        <source>tight, %1 left</source>
        <translation>紧张，剩余 %1</translation>
    </message>
    <message>
        <source>fits, %1 left</source>
        <translation>可容纳，剩余 %1</translation>
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
    <message>
        <source>verifying</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>verification failed</source>
        <translation>验证失败</translation>
    </message>
    <message>
        <source>The fast path does not agree with the plain one: see Verification below.</source>
        <translation>快速路径与朴素路径不一致：见下方“验证”。</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>As README.md in the folder says.</source>
        <translation>依据文件夹中的 README.md。</translation>
    </message>
    <message>
        <source>Of the published %1, which this folder seems to be; the folder itself says nothing.</source>
        <translation>取自已发布的 %1（此文件夹看来即为该模型）；文件夹本身未说明。</translation>
    </message>
    <message>
        <source>see %1</source>
        <translation>见 %1</translation>
    </message>
    <message>
        <source>The folder has a file with the licence.</source>
        <translation>文件夹中有许可文件。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Neither a README.md nor a licence file in the folder says it.</source>
        <translation>文件夹中的 README.md 和许可文件均未说明。</translation>
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
        <source>About the model</source>
        <translation>关于此模型</translation>
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
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Seems to be</source>
        <translation>看来是</translation>
    </message>
    <message>
        <source>&amp;Try with a text…</source>
        <translation>用文本试一试(&amp;T)…</translation>
    </message>
    <message>
        <source>Opens the playground with the chosen model</source>
        <translation>用所选模型打开试验场</translation>
    </message>
    <message>
        <source>About the model or its files</source>
        <translation>关于模型或其文件</translation>
    </message>
    <message>
        <source>A&amp;bout</source>
        <translation>关于(&amp;B)</translation>
    </message>
    <message>
        <source>Fil&amp;es</source>
        <translation>文件(&amp;E)</translation>
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
    <name>rw::ui::NoteEditor</name>
    <message>
        <source>&amp;Note</source>
        <translation>备注(&amp;N)</translation>
    </message>
    <message>
        <source>Note on the query</source>
        <translation>查询的备注</translation>
    </message>
    <message>
        <source>What is to be remembered of this query (N)</source>
        <translation>关于此查询需要记住的内容（N）</translation>
    </message>
    <message>
        <source>The note was not stored: %1</source>
        <translation>备注未能保存：%1</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>已保存</translation>
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
    <message>
        <source>&amp;Only columns that differ</source>
        <translation>仅显示有差异的列(&amp;O)</translation>
    </message>
    <message>
        <source>Remo&amp;ve run file</source>
        <translation>移除排序文件(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Add run file…</source>
        <translation>添加排序文件(&amp;A)…</translation>
    </message>
    <message>
        <source>The ranking of another system as a TREC run, to compare with (or drop the file here)</source>
        <translation>另一系统的 TREC 排序文件，用于比较（也可将文件拖放到此处）</translation>
    </message>
    <message>
        <source>Col&amp;umns</source>
        <translation>列(&amp;U)</translation>
    </message>
    <message>
        <source>Add run file</source>
        <translation>添加排序文件</translation>
    </message>
    <message>
        <source>TREC runs (*.trec *.run *.txt *.gz);;All files (*)</source>
        <translation>TREC 排序文件 (*.trec *.run *.txt *.gz);;所有文件 (*)</translation>
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
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
</context>
<context>
    <name>rw::ui::PageView</name>
    <message>
        <source>Preview of the report</source>
        <translation>报告预览</translation>
    </message>
</context>
<context>
    <name>rw::ui::PairBar</name>
    <message>
        <source>Inspect differing &amp;queries</source>
        <translation>查看有差异的查询(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Compared with the reference</source>
        <translation>与参考比较(&amp;C)</translation>
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
        <source>Order before scoring</source>
        <translation>打分前的顺序</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>复制为 JSON</translation>
    </message>
    <message>
        <source>Copy as JSON (Alt+J): texts, scores and ranks of this pair, and the input that is shown</source>
        <translation>复制为 JSON（Alt+J）：此文本对的文本、分数与名次，以及所显示的输入</translation>
    </message>
</context>
<context>
    <name>rw::ui::ParetoPlot</name>
    <message>
        <source>Quality against cost</source>
        <translation>质量与成本</translation>
    </message>
    <message>
        <source>No configuration has a value yet.</source>
        <translation>尚无配置有数值。</translation>
    </message>
    <message>
        <source>computed: its share of the blocks of the pass</source>
        <translation>计算值：按其在该次前向计算中的层块占比</translation>
    </message>
    <message>
        <source>%1 (log scale)</source>
        <translation>%1（对数刻度）</translation>
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
        <source>Cost is</source>
        <translation>成本为</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>computed share</source>
        <translation>计算的份额</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>in the front</source>
        <translation>在前沿上</translation>
    </message>
    <message>
        <source>dominated</source>
        <translation>被支配</translation>
    </message>
    <message>
        <source>%1: %2 at %3</source>
        <translation>%1：%2，成本 %3</translation>
    </message>
    <message>
        <source>%1 against %2. %3 of %4 configurations are beaten by no other one, cheapest first: %5.</source>
        <translation>%1 与 %2。%4 个配置中有 %3 个不被其他配置胜过，从成本最低者起：%5。</translation>
    </message>
</context>
<context>
    <name>rw::ui::Playground</name>
    <message>
        <source>reading the texts</source>
        <translation>正在读取文本</translation>
    </message>
    <message>
        <source>starting a worker</source>
        <translation>正在启动进程</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>scoring</source>
        <translation>打分中</translation>
    </message>
    <message>
        <source>Rel&amp;evant</source>
        <translation>相关(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Save as data set</source>
        <translation>保存为数据集(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Copy as JSON</source>
        <translation>复制为 JSON(&amp;C)</translation>
    </message>
    <message>
        <source>Earlier questions</source>
        <translation>之前的问题</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Ask the models</source>
        <translation>向模型提问</translation>
    </message>
    <message>
        <source>Type a query and some passages: each model ranks them and shows what it read.</source>
        <translation>输入一个查询和若干段落：每个模型会为其排序，并显示所读到的内容。</translation>
    </message>
    <message>
        <source>Type a query</source>
        <translation>输入查询</translation>
    </message>
    <message>
        <source>Model input</source>
        <translation>模型输入</translation>
    </message>
    <message>
        <source>Model input of</source>
        <translation>模型输入：</translation>
    </message>
    <message>
        <source>Marks the chosen passage; saved as judgments with the data set</source>
        <translation>标记所选段落；随数据集保存为标注</translation>
    </message>
    <message>
        <source>&amp;This question…</source>
        <translation>此问题(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;All questions of this sitting…</source>
        <translation>本次的全部问题(&amp;A)…</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>passage %1</source>
        <translation>段落 %1</translation>
    </message>
    <message>
        <source>Save as data set: a new folder</source>
        <translation>保存为数据集：新文件夹</translation>
    </message>
    <message numerus="yes">
        <source>Saved %n queries as %1 and added them to the Data page.</source>
        <translation>
            <numerusform>已将 %n 个查询保存为 %1，并添加到“数据”页。</numerusform>
        </translation>
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
    <message>
        <source>← → step    Enter shows the table    Esc leaves</source>
        <translation>← → 切换步骤    Enter 显示表格    Esc 退出</translation>
    </message>
    <message>
        <source>What does quality cost on %1?</source>
        <translation>在 %1 上，质量的代价是多少？</translation>
    </message>
    <message>
        <source>No configuration has a cost of its own.</source>
        <translation>没有配置具有各自的成本。</translation>
    </message>
    <message>
        <source>No cheaper configuration is sure to keep 99 % of the reference.</source>
        <translation>没有成本更低的配置能确定保持参考值的 99 %。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; is the cheapest that is sure to keep 99 % of the reference: %2 instead of %3 (%4).</source>
        <translation>能确定保持参考值 99 % 的配置中，&lt;b&gt;%1&lt;/b&gt; 的成本最低：%2，参考配置为 %3（%4）。</translation>
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
    <message>
        <source>Locating answers</source>
        <translation>正在定位答案</translation>
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
    <message>
        <source>orders differ by %1</source>
        <translation>排序相差 %1</translation>
    </message>
    <message>
        <source>note: %1</source>
        <translation>备注：%1</translation>
    </message>
</context>
<context>
    <name>rw::ui::QueryPane</name>
    <message>
        <source>Search or filter, such as d&lt;-0.2</source>
        <translation>搜索或筛选，例如 d&lt;-0.2</translation>
    </message>
    <message>
        <source>Search the queries</source>
        <translation>搜索查询</translation>
    </message>
    <message>
        <source>&amp;Order</source>
        <translation>排序(&amp;O)</translation>
    </message>
    <message>
        <source>difference of the measure</source>
        <translation>指标差值</translation>
    </message>
    <message>
        <source>disagreement of the orders</source>
        <translation>排序不一致程度</translation>
    </message>
    <message>
        <source>id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>length of the query</source>
        <translation>查询长度</translation>
    </message>
    <message>
        <source>1 - rank-biased overlap, mean over the rankings shown; needs no judgments</source>
        <translation>1 − 排名偏置重叠（RBO），取所显示排序的平均；无需标注</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>J and K go to the next and the previous query</source>
        <translation>J 和 K 转到下一个和上一个查询</translation>
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
    <message>
        <source>Words, &quot;a phrase&quot;, -without, d&lt;-0.2 (difference), left&gt;0.5, right&lt;0.5, lang:zh, cut:yes (a passage was cut), slice:topic=first, note:yes, id:q12 (Ctrl+F)</source>
        <translation>词语、&quot;短语&quot;、-不含、d&lt;-0.2（差值）、left&gt;0.5、right&lt;0.5、lang:zh、cut:yes（有段落被截断）、slice:topic=first（切片）、note:yes、id:q12（Ctrl+F）</translation>
    </message>
</context>
<context>
    <name>rw::ui::QuestionPane</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation>提问(&amp;A)</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>&amp;Query</source>
        <translation>查询(&amp;Q)</translation>
    </message>
    <message>
        <source>Passa&amp;ges</source>
        <translation>段落(&amp;G)</translation>
    </message>
    <message>
        <source>Where a passage ends</source>
        <translation>段落如何分隔</translation>
    </message>
    <message>
        <source>one a line</source>
        <translation>每行一段</translation>
    </message>
    <message>
        <source>an empty line between</source>
        <translation>以空行分隔</translation>
    </message>
    <message>
        <source>&amp;Length</source>
        <translation>长度(&amp;L)</translation>
    </message>
    <message>
        <source>Quanti&amp;zation</source>
        <translation>量化(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>A run is going on: what is asked now would disturb its times.</source>
        <translation>正在运行：此时提问会影响其计时。</translation>
    </message>
    <message>
        <source>Add a model folder on the Models page.</source>
        <translation>请在“模型”页添加模型文件夹。</translation>
    </message>
    <message>
        <source>Choose a model.</source>
        <translation>请选择模型。</translation>
    </message>
    <message>
        <source>No device is known yet.</source>
        <translation>尚未发现设备。</translation>
    </message>
    <message>
        <source>Type a query.</source>
        <translation>请输入查询。</translation>
    </message>
    <message>
        <source>Type at least one passage.</source>
        <translation>请至少输入一个段落。</translation>
    </message>
    <message>
        <source>At most %1 passages; save more as a data set.</source>
        <translation>最多 %1 个段落；更多段落请保存为数据集。</translation>
    </message>
    <message numerus="yes">
        <source>%n passages</source>
        <translation>
            <numerusform>%n 个段落</numerusform>
        </translation>
    </message>
    <message>
        <source>checking tensors</source>
        <translation>正在检查张量</translation>
    </message>
    <message>
        <source>folder not read</source>
        <translation>未读取文件夹</translation>
    </message>
    <message>
        <source>%1, at most %2 tokens</source>
        <translation>%1，最多 %2 个词元</translation>
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
    <message>
        <source>Third ranking</source>
        <translation>第三个排序</translation>
    </message>
    <message>
        <source>Fourth ranking</source>
        <translation>第四个排序</translation>
    </message>
    <message>
        <source>No query is chosen.</source>
        <translation>没有选择查询。</translation>
    </message>
</context>
<context>
    <name>rw::ui::RecentWorkspace</name>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n data sets</source>
        <translation>
            <numerusform>%n 个数据集</numerusform>
        </translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>尚无运行</translation>
    </message>
    <message>
        <source> (%1 of %2 units)</source>
        <translation>（%1 / %2 个单元）</translation>
    </message>
    <message>
        <source>Last run: %1, %2, %3</source>
        <translation>最近运行：%1，%2，%3</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不存在。</translation>
    </message>
</context>
<context>
    <name>rw::ui::ReportPage</name>
    <message>
        <source>Sections of the report</source>
        <translation>报告的各部分</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Cut-off layers</source>
        <translation>截止层</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>性能</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>&amp;Ids only, no texts</source>
        <translation>仅标识符，不含文本(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Paths and host names</source>
        <translation>路径与主机名(&amp;P)</translation>
    </message>
    <message>
        <source>Format of the report</source>
        <translation>报告的格式</translation>
    </message>
    <message>
        <source>HTML, one file</source>
        <translation>HTML，单个文件</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>LaTeX tables</source>
        <translation>LaTeX 表格</translation>
    </message>
    <message>
        <source>CSV, first table</source>
        <translation>CSV，第一个表格</translation>
    </message>
    <message>
        <source>JSON, all tables</source>
        <translation>JSON，全部表格</translation>
    </message>
    <message>
        <source>Nothing to report yet</source>
        <translation>还没有可报告的内容</translation>
    </message>
    <message>
        <source>A report needs at least one finished configuration.</source>
        <translation>报告至少需要一个已完成的配置。</translation>
    </message>
    <message>
        <source>Show results</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>&amp;Save report…</source>
        <translation>保存报告(&amp;S)…</translation>
    </message>
    <message>
        <source>Writing report, step %1 of %2</source>
        <translation>正在生成报告，第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>The report was not written: %1</source>
        <translation>报告未写出：%1</translation>
    </message>
    <message>
        <source>No preview: see above.</source>
        <translation>没有预览：见上方说明。</translation>
    </message>
    <message>
        <source>Saved %1, %2</source>
        <translation>已保存 %1，%2</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <source>What the report answers</source>
        <translation>报告要回答的问题</translation>
    </message>
    <message>
        <source>&amp;Question</source>
        <translation>问题(&amp;Q)</translation>
    </message>
    <message>
        <source>Ru&amp;n</source>
        <translation>运行(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Reference</source>
        <translation>参考(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>指标(&amp;M)</translation>
    </message>
    <message>
        <source>Space takes a section out or in</source>
        <translation>按空格键去掉或加入章节</translation>
    </message>
    <message>
        <source>S&amp;ections</source>
        <translation>章节(&amp;E)</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Leaves out the texts of queries and passages, for data that may not be passed on</source>
        <translation>不写出查询与段落的文本，适用于不得外传的数据</translation>
    </message>
    <message>
        <source>What the report holds</source>
        <translation>报告的内容</translation>
    </message>
    <message>
        <source>Progress of the report</source>
        <translation>报告的进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelled. Any change makes the report anew.</source>
        <translation>已取消。任何更改都会重新生成报告。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>There is no report of sample values.</source>
        <translation>示例数值没有报告。</translation>
    </message>
    <message>
        <source>Choose a section at least.</source>
        <translation>请至少选择一个章节。</translation>
    </message>
    <message>
        <source>Writing report</source>
        <translation>正在生成报告</translation>
    </message>
    <message>
        <source>The same results give the same report, byte by byte. Report %1</source>
        <translation>相同的结果生成逐字节相同的报告。报告 %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页，共 %2 页</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
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
    <message numerus="yes">
        <source>GPU memory of a worker, the most of %n samples</source>
        <translation>
            <numerusform>单个进程的 GPU 内存，%n 次采样中的最大值</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resident memory of a worker, the most of %n samples</source>
        <translation>
            <numerusform>单个进程的常驻内存，%n 次采样中的最大值</numerusform>
        </translation>
    </message>
    <message>
        <source>p50 ms/query</source>
        <translation>p50 毫秒/查询</translation>
    </message>
    <message>
        <source>p50 ms/batch</source>
        <translation>p50 毫秒/批</translation>
    </message>
    <message>
        <source>p95 ms/query</source>
        <translation>p95 毫秒/查询</translation>
    </message>
    <message>
        <source>p95 ms/batch</source>
        <translation>p95 毫秒/批</translation>
    </message>
    <message>
        <source>Peak GiB</source>
        <translation>峰值 GiB</translation>
    </message>
    <message>
        <source>Run file: %1</source>
        <translation>排序文件：%1</translation>
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
    <message>
        <source>&amp;Pareto and layers</source>
        <translation>帕累托与层(&amp;P)</translation>
    </message>
    <message>
        <source>Differe&amp;nces</source>
        <translation>逐查询差异(&amp;N)</translation>
    </message>
    <message>
        <source>Dr&amp;ift</source>
        <translation>偏移(&amp;I)</translation>
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
    <message>
        <source>Plots of the run</source>
        <translation>运行的图表</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>wheel or + and − zoom, Home shows all</source>
        <translation>滚轮或 + 和 − 缩放，Home 键显示全部</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
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
    <name>rw::ui::ScoresPlot</name>
    <message>
        <source>Score distributions</source>
        <translation>分数分布</translation>
    </message>
    <message>
        <source>No pair has a score of both.</source>
        <translation>没有两者都有分数的文本对。</translation>
    </message>
    <message>
        <source>raw score</source>
        <translation>原始分数</translation>
    </message>
    <message>
        <source>judged relevant</source>
        <translation>标注为相关</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>其余全部</translation>
    </message>
    <message>
        <source>share, %</source>
        <translation>占比，%</translation>
    </message>
    <message>
        <source>%1: apart in %2</source>
        <translation>%1：分离度 %2</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Scores from</source>
        <translation>分数从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Relevant %</source>
        <translation>相关 %</translation>
    </message>
    <message>
        <source>Others %</source>
        <translation>其余 %</translation>
    </message>
    <message>
        <source>%1: a relevant passage has a higher score than another one in %2 of the cases; scores from %3 to %4</source>
        <translation>%1：相关段落的分数高于其他段落的情形占 %2；分数从 %3 至 %4</translation>
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
        <source>The demo workspace is not installed. Install the program again or open another workspace.</source>
        <translation>未安装演示工作区。请重新安装程序或打开其他工作区。</translation>
    </message>
    <message>
        <source>The sample is not installed. Install the program again or add a model and data of your own.</source>
        <translation>未安装样例。请重新安装程序或添加自己的模型和数据。</translation>
    </message>
</context>
<context>
    <name>rw::ui::SetAsideBar</name>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;how pairs</source>
        <translation>显示文本对(&amp;H)</translation>
    </message>
    <message numerus="yes">
        <source>%n pairs were set aside: %1.</source>
        <translation>
            <numerusform>%n 个文本对已搁置：%1。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 The rest goes on.</source>
        <translation>%1其余部分继续进行。</translation>
    </message>
    <message>
        <source>%1 The rest is scored.</source>
        <translation>%1其余部分已打分。</translation>
    </message>
    <message>
        <source>Scores what has no score yet, with what is scored kept</source>
        <translation>为尚无分数的文本对打分，保留已有分数</translation>
    </message>
    <message>
        <source>%1 They are tried again as soon as the rest is scored.</source>
        <translation>%1其余部分打分完成后会重试这些对。</translation>
    </message>
    <message>
        <source>&amp;Retry afterwards</source>
        <translation>结束后重试(&amp;R)</translation>
    </message>
    <message>
        <source>Tries them again by itself as soon as this run has ended</source>
        <translation>本次运行一结束就自动重试</translation>
    </message>
</context>
<context>
    <name>rw::ui::SlicesPane</name>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>length of the query</source>
        <translation>查询长度</translation>
    </message>
    <message>
        <source>number of relevant passages</source>
        <translation>相关段落数</translation>
    </message>
    <message>
        <source>Slices of the queries</source>
        <translation>查询切片</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>切片</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>95 % CI</source>
        <translation>95 % 置信区间</translation>
    </message>
    <message>
        <source>p (Holm)</source>
        <translation>p（Holm）</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Field of the queries</source>
        <translation>查询字段</translation>
    </message>
    <message>
        <source>Field of the queries that makes the slices</source>
        <translation>用来划分切片的查询字段</translation>
    </message>
    <message>
        <source>Comparing the slices…</source>
        <translation>正在比较切片…</translation>
    </message>
    <message>
        <source>Enter shows these queries in Inspect</source>
        <translation>按回车在“检查”中显示这些查询</translation>
    </message>
    <message>
        <source>%1 (few)</source>
        <translation>%1（少）</translation>
    </message>
    <message>
        <source>%1 with the reference, %2 with the compared configuration</source>
        <translation>参考配置为 %1，对比配置为 %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>The queries of this data set have no field that makes slices.</source>
        <translation>该数据集的查询没有可用于划分切片的字段。</translation>
    </message>
    <message>
        <source>One of the two is incomplete: nothing is tested.</source>
        <translation>两者之一不完整：不做检验。</translation>
    </message>
    <message numerus="yes">
        <source>p is corrected over %n slices; intervals are of one slice each.</source>
        <translation>
            <numerusform>p 值按 %n 个切片校正；区间各自只针对一个切片。</numerusform>
        </translation>
    </message>
    <message>
        <source>Few: below %1 queries, no verdict.</source>
        <translation>少：少于 %1 个查询，不作结论。</translation>
    </message>
    <message numerus="yes">
        <source>%n judged queries are in none of them.</source>
        <translation>
            <numerusform>%n 个已判定查询不属于任何切片。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::TableSorting</name>
    <message>
        <source>&amp;Sort by</source>
        <translation>排序依据(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Lowest first</source>
        <translation>从低到高(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Highest first</source>
        <translation>从高到低(&amp;H)</translation>
    </message>
    <message>
        <source>Sorted by %1, lowest first</source>
        <translation>按 %1 排序，从低到高</translation>
    </message>
    <message>
        <source>Sorted by %1, highest first</source>
        <translation>按 %1 排序，从高到低</translation>
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
    <name>rw::ui::TimelinePlot</name>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Batches of the workers over time</source>
        <translation>工作进程的批次随时间的分布</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n lengths at once</source>
        <translation>
            <numerusform>%1，%n 种长度一次完成</numerusform>
        </translation>
    </message>
    <message>
        <source>seconds since the run was started</source>
        <translation>自运行开始以来的秒数</translation>
    </message>
    <message>
        <source>rows up to %1 tokens</source>
        <translation>最长 %1 个词元的行</translation>
    </message>
    <message>
        <source>longer rows</source>
        <translation>更长的行</translation>
    </message>
    <message>
        <source>%1 pairs, %2 tokens, longest row %3, %4 ms</source>
        <translation>%1 个文本对，%2 个词元，最长行 %3，%4 毫秒</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>tokenise</source>
        <translation>分词</translation>
    </message>
    <message>
        <source>assemble</source>
        <translation>组装</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>post</source>
        <translation>后处理</translation>
    </message>
    <message>
        <source>warm-up: not part of any time</source>
        <translation>预热：不计入任何时间</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Start s</source>
        <translation>开始（秒）</translation>
    </message>
    <message>
        <source>Total ms</source>
        <translation>总计（毫秒）</translation>
    </message>
    <message>
        <source>Queue ms</source>
        <translation>排队（毫秒）</translation>
    </message>
    <message>
        <source>Tokenise ms</source>
        <translation>分词（毫秒）</translation>
    </message>
    <message>
        <source>Assemble ms</source>
        <translation>组装（毫秒）</translation>
    </message>
    <message>
        <source>Copy ms</source>
        <translation>拷贝（毫秒）</translation>
    </message>
    <message>
        <source>Forward ms</source>
        <translation>前向（毫秒）</translation>
    </message>
    <message>
        <source>Post ms</source>
        <translation>后处理（毫秒）</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Longest row</source>
        <translation>最长行</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>尝试次数</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n batches, busy %2 of %3, longest gap %4</source>
        <translation>
            <numerusform>%1：%n 个批次，%3 中忙碌 %2，最长空隙 %4</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>No batch was timed yet.</source>
        <translation>尚无计时的批次。</translation>
    </message>
</context>
<context>
    <name>rw::ui::TokenBar</name>
    <message>
        <source>Shares of the input</source>
        <translation>输入的构成</translation>
    </message>
    <message>
        <source>query %1 (%2)</source>
        <translation>查询 %1（%2）</translation>
    </message>
    <message>
        <source>passage %1 (%2)</source>
        <translation>段落 %1（%2）</translation>
    </message>
    <message>
        <source>special %1 (%2)</source>
        <translation>特殊词元 %1（%2）</translation>
    </message>
    <message>
        <source>cut %1 (%2)</source>
        <translation>截断 %1（%2）</translation>
    </message>
    <message>
        <source>in all %1 tokens at length %2</source>
        <translation>长度 %2 时共 %1 个词元</translation>
    </message>
</context>
<context>
    <name>rw::ui::TradeoffTab</name>
    <message>
        <source>Quality against cost</source>
        <translation>质量与成本</translation>
    </message>
    <message>
        <source>&amp;Cost</source>
        <translation>成本(&amp;C)</translation>
    </message>
    <message>
        <source>Cut-off la&amp;yers of</source>
        <translation>截止层所属(&amp;Y)</translation>
    </message>
    <message>
        <source>%1 (not measured)</source>
        <translation>%1（未测量）</translation>
    </message>
    <message>
        <source>%1 of %2 configurations; the others have no value or no cost of their own.</source>
        <translation>%2 个配置中的 %1 个；其余没有值或没有各自的成本。</translation>
    </message>
    <message>
        <source>Cut-off layers: share of the blocks of their pass, computed.</source>
        <translation>截止层：按其在前向计算中的层块占比计算。</translation>
    </message>
    <message>
        <source>No configuration has a value yet.</source>
        <translation>尚无配置有数值。</translation>
    </message>
    <message>
        <source>No configuration has a cost of its own. Scores that come from one pass over several lengths, or from an earlier run, are not timed by length: run with one length, or with the interactive scenario.</source>
        <translation>没有配置具有各自的成本。来自多个长度共用的前向计算或先前运行的分数不按长度计时：请只用一个长度运行，或使用交互场景。</translation>
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
    <name>rw::ui::UnscoredDialog</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Query text</source>
        <translation>查询文本</translation>
    </message>
    <message>
        <source>Passage text</source>
        <translation>段落文本</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>读取中…</translation>
    </message>
    <message>
        <source>Pairs without a score</source>
        <translation>没有分数的文本对</translation>
    </message>
    <message>
        <source>&amp;Copy table</source>
        <translation>复制表格(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>%n pairs have no score.</source>
        <translation>
            <numerusform>%n 个文本对没有分数。</numerusform>
        </translation>
    </message>
    <message>
        <source>The first %1 pairs that have no score.</source>
        <translation>没有分数的文本对中的前 %1 个。</translation>
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
<context>
    <name>rw::ui::VerificationPane</name>
    <message>
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>beyond usual</source>
        <translation>超出常规</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Device and type</source>
        <translation>设备与类型</translation>
    </message>
    <message>
        <source>Largest diff</source>
        <translation>最大差值</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>%1: scoring on the plain path</source>
        <translation>%1：正在用朴素路径打分</translation>
    </message>
    <message>
        <source>%1: comparing %2</source>
        <translation>%1：正在比较 %2</translation>
    </message>
    <message>
        <source>The folder of the model was not read.</source>
        <translation>未读取该模型的文件夹。</translation>
    </message>
    <message>
        <source>A run is going on: verify when it has ended.</source>
        <translation>正在运行：请在结束后验证。</translation>
    </message>
    <message>
        <source>No device is known yet.</source>
        <translation>尚未发现设备。</translation>
    </message>
    <message>
        <source>The plain path needs %1 in fp32, %2 are free.</source>
        <translation>朴素路径以 fp32 需要 %1，可用 %2。</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
    <message>
        <source>Ver&amp;ify again</source>
        <translation>重新验证(&amp;I)</translation>
    </message>
    <message>
        <source>Ver&amp;ify</source>
        <translation>验证(&amp;I)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Differences between the fast and the plain path, in units of the model&apos;s spread of scores.</source>
        <translation>快速路径与朴素路径之差，以该模型分数的跨度为单位。</translation>
    </message>
    <message>
        <source>Scores 23 built-in pairs on the fast and on the plain path and compares them.</source>
        <translation>用快速路径和朴素路径分别为 23 个内置文本对打分并比较。</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Open known scores</source>
        <translation>打开已知得分</translation>
    </message>
    <message>
        <source>Pairs with scores (*.json *.jsonl);;All files (*)</source>
        <translation>带得分的查询-段落对 (*.json *.jsonl);;所有文件 (*)</translation>
    </message>
    <message>
        <source>%1 has no scores of this model.</source>
        <translation>%1 中没有该模型的得分。</translation>
    </message>
    <message>
        <source>Scoring the pairs of %1…</source>
        <translation>正在为 %1 中的查询-段落对打分…</translation>
    </message>
    <message>
        <source>Does not agree with %1: a score is not a number.</source>
        <translation>与 %1 不一致：有得分不是数字。</translation>
    </message>
    <message numerus="yes">
        <source>Agrees with %1: %n pairs, largest difference %2, tolerance %3.</source>
        <translation>
            <numerusform>与 %1 一致：%n 对，最大差异 %2，容差 %3。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Does not agree with %1: %n pairs, largest difference %2, tolerance %3.</source>
        <translation>
            <numerusform>与 %1 不一致：%n 对，最大差异 %2，容差 %3。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not compared with scores of somebody else. A file with pairs and their scores says whether they agree.</source>
        <translation>尚未与他人给出的得分比较。提供一个含查询-段落对及其得分的文件，即可知道是否一致。</translation>
    </message>
    <message>
        <source>This model has the shape of %1. Its published scores belong to texts that are not bundled: a file with these pairs and scores says whether this copy agrees.</source>
        <translation>该模型与 %1 形状相同。其公开得分所对应的文本未随程序附带：提供含这些查询-段落对及得分的文件，即可知道此副本是否一致。</translation>
    </message>
    <message>
        <source>Compare with &amp;known scores…</source>
        <translation>与已知得分比较(&amp;K)…</translation>
    </message>
</context>
</TS>
