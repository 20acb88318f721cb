using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.Mapping;

namespace BirdGrid.Silo.Services;

/// <summary>Reads versions together with the aliases that point at them.</summary>
internal sealed class HistoryReader(IGrainFactory grains)
{
    /// <summary>One version.</summary>
    public async Task<V1.ModelVersion> ReadVersionAsync(string model, int version)
    {
        var history = await grains.GetGrain<IModelGrain>(model).GetHistory();
        return history.Versions.First(v => v.Version == version).ToProto(history.AliasesOf(version));
    }

    /// <summary>The version that a reference means.</summary>
    public async Task<V1.ModelVersion> ReadVersionAsync(string reference)
    {
        var parsed = ModelReference.Parse(reference);
        return await ReadVersionAsync(parsed.Model, await grains.GetGrain<IModelGrain>(parsed.Model).Resolve(parsed));
    }
}
