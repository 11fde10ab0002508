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
    <message numerus="yes">
        <source>%n values of nDCG@10. Highest: %1 with %2 (%3 to %4). Base %5, ceiling %6.</source>
        <translation>
            <numerusform>%n value of nDCG@10. Highest: %1 with %2 (%3 to %4). Base %5, ceiling %6.</numerusform>
            <numerusform>%n values of nDCG@10. Highest: %1 with %2 (%3 to %4). Base %5, ceiling %6.</numerusform>
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
</TS>
