<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>rw::ui::DataPage</name>
    <message numerus="yes">
        <source>%n findings</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::ExperimentPage</name>
    <message numerus="yes">
        <source>%n units</source>
        <translation>
            <numerusform>%n unit</numerusform>
            <numerusform>%n units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::MachineProbe</name>
    <message numerus="yes">
        <source>%n cores</source>
        <translation>
            <numerusform>%n core</numerusform>
            <numerusform>%n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::MatrixModel</name>
    <message numerus="yes">
        <source>%n units</source>
        <translation>
            <numerusform>%n unit</numerusform>
            <numerusform>%n units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::ModelsPage</name>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tensors</source>
        <translation>
            <numerusform>%n tensor</numerusform>
            <numerusform>%n tensors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::QualityPlot</name>
    <message numerus="yes">
        <source>%n values of %1. Highest: %2 with %3 (%4 to %5). Base %6, ceiling %7.</source>
        <translation>
            <numerusform>%n value of %1. Highest: %2 with %3 (%4 to %5). Base %6, ceiling %7.</numerusform>
            <numerusform>%n values of %1. Highest: %2 with %3 (%4 to %5). Base %6, ceiling %7.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::RunPage</name>
    <message numerus="yes">
        <source>finished, %n units failed</source>
        <translation>
            <numerusform>finished, %n unit failed</numerusform>
            <numerusform>finished, %n units failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n units failed; the others are complete. The Units table says why.</source>
        <translation>
            <numerusform>%n unit failed; the others are complete. The Units table says why.</numerusform>
            <numerusform>%n units failed; the others are complete. The Units table says why.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::IntervalPlot</name>
    <message numerus="yes">
        <source>%1, mean over %Ln queries with 95 % confidence interval</source>
        <translation>
            <numerusform>%1, mean over %Ln query with 95 % confidence interval</numerusform>
            <numerusform>%1, mean over %Ln queries with 95 % confidence interval</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::OverviewTab</name>
    <message numerus="yes">
        <source>Grey band: 1 % margin. Holm-corrected, %n comparisons.</source>
        <translation>
            <numerusform>Grey band: 1 % margin. Holm-corrected, %n comparison.</numerusform>
            <numerusform>Grey band: 1 % margin. Holm-corrected, %n comparisons.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n configurations</source>
        <translation>
            <numerusform>%n configuration</numerusform>
            <numerusform>%n configurations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::DifferencesPlot</name>
    <message numerus="yes">
        <source>%n lower</source>
        <translation>
            <numerusform>%n lower</numerusform>
            <numerusform>%n lower</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n the same</source>
        <translation>
            <numerusform>%n the same</numerusform>
            <numerusform>%n the same</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n higher</source>
        <translation>
            <numerusform>%n higher</numerusform>
            <numerusform>%n higher</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::DriftPlot</name>
    <message numerus="yes">
        <source>Scores of %n pairs: %1 against %2.</source>
        <translation>
            <numerusform>Scores of %n pair: %1 against %2.</numerusform>
            <numerusform>Scores of %n pairs: %1 against %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::DriftTab</name>
    <message numerus="yes">
        <source>Tau is undefined for %n of them (one candidate, or all scores the same).</source>
        <translation>
            <numerusform>Tau is undefined for %n of them (one candidate, or all scores the same).</numerusform>
            <numerusform>Tau is undefined for %n of them (one candidate, or all scores the same).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Over %Ln queries that both rank in full.</source>
        <translation>
            <numerusform>Over %Ln query that both rank in full.</numerusform>
            <numerusform>Over %Ln queries that both rank in full.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln pair</numerusform>
            <numerusform>%Ln pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::EstimateView</name>
    <message numerus="yes">
        <source>Memory on %1, %n workers</source>
        <translation>
            <numerusform>Memory on %1, %n worker</numerusform>
            <numerusform>Memory on %1, %n workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measuring the speed of %1 in %2; %n left</source>
        <translation>
            <numerusform>Measuring the speed of %1 in %2; %n left</numerusform>
            <numerusform>Measuring the speed of %1 in %2; %n left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::InspectPage</name>
    <message numerus="yes">
        <source>playground, %n models in memory</source>
        <translation>
            <numerusform>playground, %n model in memory</numerusform>
            <numerusform>playground, %n models in memory</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::LayerPlot</name>
    <message numerus="yes">
        <source>%1 after %n cut-off layers of one pass: %2 after layer %3, %4 after layer %5. Layer %3 needs %6 % fewer blocks than layer %5.</source>
        <translation>
            <numerusform>%1 after %n cut-off layer of one pass: %2 after layer %3, %4 after layer %5. Layer %3 needs %6 % fewer blocks than layer %5.</numerusform>
            <numerusform>%1 after %n cut-off layers of one pass: %2 after layer %3, %4 after layer %5. Layer %3 needs %6 % fewer blocks than layer %5.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::Playground</name>
    <message numerus="yes">
        <source>Saved %n queries as %1 and added them to the Data page.</source>
        <translation>
            <numerusform>Saved %n query as %1 and added it to the Data page.</numerusform>
            <numerusform>Saved %n queries as %1 and added them to the Data page.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::QuestionPane</name>
    <message numerus="yes">
        <source>%n passages</source>
        <translation>
            <numerusform>%n passage</numerusform>
            <numerusform>%n passages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::RecentWorkspace</name>
    <message numerus="yes">
        <source>%n data sets</source>
        <translation>
            <numerusform>%n data set</numerusform>
            <numerusform>%n data sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::ResultsModel</name>
    <message numerus="yes">
        <source>Resident memory of a worker, the most of %n samples</source>
        <translation>
            <numerusform>Resident memory of a worker, from %n sample</numerusform>
            <numerusform>Resident memory of a worker, the most of %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>GPU memory of a worker, the most of %n samples</source>
        <translation>
            <numerusform>GPU memory of a worker, from %n sample</numerusform>
            <numerusform>GPU memory of a worker, the most of %n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::SetAsideBar</name>
    <message numerus="yes">
        <source>%n pairs were set aside: %1.</source>
        <translation>
            <numerusform>%n pair was set aside: %1.</numerusform>
            <numerusform>%n pairs were set aside: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::TimelinePlot</name>
    <message numerus="yes">
        <source>%1: %n batches, busy %2 of %3, longest gap %4</source>
        <translation>
            <numerusform>%1: %n batch, busy %2 of %3, longest gap %4</numerusform>
            <numerusform>%1: %n batches, busy %2 of %3, longest gap %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n lengths at once</source>
        <translation>
            <numerusform>%1, %n length at once</numerusform>
            <numerusform>%1, %n lengths at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::UnscoredDialog</name>
    <message numerus="yes">
        <source>%n pairs have no score.</source>
        <translation>
            <numerusform>%n pair has no score.</numerusform>
            <numerusform>%n pairs have no score.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::LanesModel</name>
    <message numerus="yes">
        <source>%n other processes on this GPU</source>
        <translation>
            <numerusform>%n other process on this GPU</numerusform>
            <numerusform>%n other processes on this GPU</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::MainWindow</name>
    <message numerus="yes">
        <source>&amp;Forget what is kept (%n steps)</source>
        <translation>
            <numerusform>&amp;Forget what is kept (%n step)</numerusform>
            <numerusform>&amp;Forget what is kept (%n steps)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::SlicesPane</name>
    <message numerus="yes">
        <source>p is corrected over %n slices; intervals are of one slice each.</source>
        <translation>
            <numerusform>p is that of %n slice, not corrected; intervals are of one slice each.</numerusform>
            <numerusform>p is corrected over %n slices; intervals are of one slice each.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n judged queries are in none of them.</source>
        <translation>
            <numerusform>%n judged query is in none of them.</numerusform>
            <numerusform>%n judged queries are in none of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rw::ui::VerificationPane</name>
    <message numerus="yes">
        <source>Agrees with %1: %n pairs, largest difference %2, tolerance %3.</source>
        <translation>
            <numerusform>Agrees with %1: %n pair, largest difference %2, tolerance %3.</numerusform>
            <numerusform>Agrees with %1: %n pairs, largest difference %2, tolerance %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Does not agree with %1: %n pairs, largest difference %2, tolerance %3.</source>
        <translation>
            <numerusform>Does not agree with %1: %n pair, largest difference %2, tolerance %3.</numerusform>
            <numerusform>Does not agree with %1: %n pairs, largest difference %2, tolerance %3.</numerusform>
        </translation>
    </message>
</context>
</TS>
