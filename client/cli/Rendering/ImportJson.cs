using System.Text.Json;
using System.Text.Json.Nodes;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Cli.Rendering;

/// <summary>An import as JSON: the fields of the version, with what the client left out and noticed beside them.</summary>
internal static class ImportJson
{
    /// <summary>Writes an import.</summary>
    /// <param name="version">The frozen version.</param>
    /// <param name="listing">What the folder or list held.</param>
    /// <param name="late">Photos that could no longer be read at their upload.</param>
    public static void Write(DatasetVersion version, PhotoListing listing, IReadOnlyList<SkippedFile> late)
    {
        var import = JsonOutput.ToObject(version);
        var skipped = SkipGroup.Of(listing.Skipped.Concat(late)).Select(group => new
        {
            kind = JsonNamingPolicy.CamelCase.ConvertName(group.Kind.ToString()),
            count = group.Count,
            what = group.What,
            advice = group.Advice,
            folders = group.Folders,
            files = group.Files.Select(file => new { path = file.Name, reason = file.Reason }),
        });
        import["skipped"] = JsonSerializer.SerializeToNode(skipped);
        import["skippedCount"] = listing.Skipped.Count + late.Count;
        import["warnings"] = new JsonArray([.. listing.Warnings.Concat(version.Audit.Warnings).Select(warning => JsonValue.Create(warning))]);
        JsonOutput.Write(import);
    }
}
