using BirdGrid.Grains.Datasets;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Datasets to protobuf.</summary>
internal static class DatasetMapper
{
    /// <summary>A frozen version.</summary>
    public static V1.DatasetVersion ToProto(this DatasetVersion version)
    {
        var proto = new V1.DatasetVersion
        {
            Dataset = version.Dataset,
            Version = version.Version,
            Manifest = version.Manifest.ToProto(),
            TrainPhotos = version.CountOf(DatasetSplit.Train),
            ValidationPhotos = version.CountOf(DatasetSplit.Validation),
            TestPhotos = version.CountOf(DatasetSplit.Test),
            SplitSeed = version.SplitSeed,
            Audit = version.Audit.ToProto(),
            Created = version.Created.ToProto(),
            RenditionSize = version.RenditionSize,
        };
        proto.Classes.AddRange(version.Classes.Select(c => new V1.ClassCount { Label = c.Label, Train = c.Train, Validation = c.Validation, Test = c.Test }));
        return proto;
    }

    /// <summary>Options of an import.</summary>
    public static ImportOptions ToGrain(this V1.ImportHeader header)
    {
        var defaults = new ImportOptions { Dataset = header.Dataset, IdempotencyKey = header.IdempotencyKey.Length == 0 ? Guid.NewGuid().ToString("N") : header.IdempotencyKey };
        return defaults with
        {
            SplitSeed = header.SplitSeed,
            ValidationFraction = header.HasValidationFraction ? header.ValidationFraction : defaults.ValidationFraction,
            TestFraction = header.HasTestFraction ? header.TestFraction : defaults.TestFraction,
            RenditionSize = header.HasRenditionSize ? header.RenditionSize : defaults.RenditionSize,
            Truncated = header.Truncated.ToVision(),
            Labels = [.. header.Labels],
        };
    }

    private static V1.DatasetAudit ToProto(this DatasetAudit audit)
    {
        var proto = new V1.DatasetAudit { RejectedCount = audit.RejectedCount, ExactDuplicates = audit.ExactDuplicates, TruncatedAccepted = audit.TruncatedAccepted };
        proto.Rejected.AddRange(audit.Rejected.Select(r => new V1.RejectedPhoto { FileName = r.FileName, Reason = r.Reason }));
        proto.ConflictingFiles.AddRange(audit.ConflictingFiles);
        proto.Warnings.AddRange(audit.Warnings);
        proto.VanishedClasses.AddRange(audit.VanishedClasses);
        proto.MergedClasses.AddRange(audit.MergedClasses.Select(m => new V1.MergedClass { Label = m.Label, Spellings = { m.Spellings } }));
        return proto;
    }
}
