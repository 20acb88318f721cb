using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Training.DataParallel;

namespace BirdGrid.Grains.Training;

/// <summary>Turns what was asked for into what is trained: names become versions, gaps are filled from the parent.</summary>
/// <param name="grains">Finds datasets and models.</param>
public sealed class TrainingSpecPinner(IGrainFactory grains)
{
    /// <summary>Pins a spec.</summary>
    /// <param name="requested">The spec as asked for.</param>
    /// <returns>The spec with dataset version, parent version and backbone filled in, and the dataset version.</returns>
    /// <exception cref="NotFoundException">The dataset or the parent version does not exist.</exception>
    /// <exception cref="RefusedException">The spec contradicts itself or its parent.</exception>
    public async Task<(TrainingSpec Spec, DatasetVersion Dataset)> PinAsync(TrainingSpec requested)
    {
        GridNames.Require(requested.Model, "model");
        if (requested.ValidationFraction is not (>= 0 and <= 0.5))
        {
            throw new RefusedException("validation-fraction-out-of-range", $"The validation share ({requested.ValidationFraction}) must lie in 0 to 0.5.");
        }

        DataParallelRules.Check(requested);
        var dataset = await grains.GetGrain<IDatasetGrain>(requested.Dataset).GetVersion(requested.DatasetVersion);
        var spec = requested with { DatasetVersion = dataset.Version };
        if (requested.Initialization != Initialization.Continued)
        {
            return spec.Backbone.Length > 0
                ? (spec, dataset)
                : throw new RefusedException("backbone-missing", "Name a backbone, or a model version to continue from.");
        }

        if (string.IsNullOrEmpty(requested.ParentVersion))
        {
            throw new RefusedException("parent-missing", "Continuing needs the model version to continue from, for example 'birds@3'.");
        }

        var reference = ModelReference.Parse(requested.ParentVersion);
        int number = await grains.GetGrain<IModelGrain>(reference.Model).Resolve(reference);
        var parent = await grains.GetGrain<IModelVersionGrain>(ModelReference.KeyOf(reference.Model, number)).Get();
        if (spec.Backbone.Length > 0 && spec.Backbone != parent.Preprocessing.Backbone)
        {
            throw new RefusedException("backbone-differs", $"{parent.Key} has the backbone {parent.Preprocessing.Backbone}: it cannot be continued as {spec.Backbone}. Leave the backbone out.");
        }

        return (spec with
        {
            ParentVersion = parent.Key,
            Backbone = parent.Preprocessing.Backbone,
            ImageSize = spec.ImageSize == 0 ? parent.Preprocessing.CropSize : spec.ImageSize,
        }, dataset);
    }
}
