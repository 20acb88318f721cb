namespace BirdGrid.Bench.Measures;

/// <summary>Every named figure.</summary>
internal static class MeasureCatalog
{
    /// <summary>The figures, in the order of bench/RESULTS.md.</summary>
    public static IReadOnlyList<IMeasure> All { get; } =
    [
        new QuickstartMeasure(),
        new TrainingMeasure(TrainingRecipe.AntsBeesTransfer),
        new TrainingMeasure(TrainingRecipe.AntsBeesFineTune),
        new TrainingMeasure(TrainingRecipe.Birds60Transfer),
        new TrainingMeasure(TrainingRecipe.Birds60FineTune),
        new CachedFeaturesMeasure(),
        new SweepSpeedupMeasure(),
        new AdmissibleDrawMeasure(),
        new MobiusPipelineMeasure(),
        new MobiusFineTuneMeasure(),
        new MobiusControlMeasure(),
        new TrainStepMeasure(),
        new TrainMemoryMeasure(),
        new DataParallelMeasure(),
        new WarpVsRemapMeasure(),
        new WarpVsReferenceMeasure(),
        SampleVsTorchvisionMeasure.Small,
        SampleVsTorchvisionMeasure.Large,
        new RenditionMeasure(),
        new CpuSiloScalingMeasure(),
        new S3BlobsMeasure(),
        new GridSimulationMeasure(),
        new KillsLostMeasure(),
        new RollingRestartMeasure(),
        new PartitionMeasure(),
        ServeVsRawMeasure.Tensors,
        ServeVsRawMeasure.Photos,
        new LatencyOverheadMeasure(),
        new SwapTailMeasure(),
        new FalseRollbacksMeasure(),
        new UnloadGrowthMeasure(),
        new OverloadMeasure(),
        new HostileMemoryMeasure(),
        new EngineSpeedupMeasure(),
    ];
}
