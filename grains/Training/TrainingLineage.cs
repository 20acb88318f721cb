using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>Writes down where a session's model version comes from.</summary>
public static class TrainingLineage
{
    /// <summary>The lineage of a finished session.</summary>
    public static Lineage Of(string sessionId, TrainingSpec spec, DatasetVersion dataset, TrainingResult result, int epochsRun)
    {
        var options = TrainingOptionsJson.Read(spec.OptionsJson);
        return new Lineage
        {
            SessionId = sessionId,
            Dataset = dataset.Dataset,
            DatasetVersion = dataset.Version,
            Manifest = dataset.Manifest,
            ParentVersion = spec.ParentVersion,
            Backbone = spec.Backbone,
            Method = options.Method.ToString(),
            Initialization = spec.Initialization.ToString(),
            InitialWeights = result.InitialWeights,
            Seed = options.Seed,
            AugmentationJson = spec.AugmentationJson,
            OptionsJson = spec.OptionsJson,
            CodeVersion = BirdGridTelemetry.Version,
            EpochsRun = epochsRun,
            KeptEpoch = result.KeptEpoch,
        };
    }
}
