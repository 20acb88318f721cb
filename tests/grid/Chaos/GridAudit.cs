using BirdGrid.Grains.Blobs;
using BirdGrid.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>Compares what a grid has with what it has accepted.</summary>
/// <param name="client">The grid.</param>
/// <param name="blobDirectory">The grid's blobs.</param>
internal sealed class GridAudit(PersistentClient client, string blobDirectory)
{
    private readonly DirectoryBlobStore blobs = new(Options.Create(new DirectoryBlobStoreOptions { RootPath = blobDirectory }), NullLogger<DirectoryBlobStore>.Instance);

    /// <summary>Everything that is not as it must be, a sentence each.</summary>
    public async Task<IReadOnlyList<string>> FindViolationsAsync(GridLedger ledger)
    {
        var violations = new List<string>();
        var history = await client.CallAsync(c => c.Models.GetHistoryAsync(GridWork.Model));
        foreach (string id in ledger.Sessions)
        {
            violations.AddRange(OfSession(await client.CallAsync(c => c.Training.GetAsync(id)), history, ledger));
        }

        violations.AddRange(OfNumbers(history, ledger));
        foreach (var version in history.Versions)
        {
            violations.AddRange(await OfVersionAsync(version, ledger));
        }

        violations.AddRange(OfMoves(history, ledger));
        foreach (string dataset in ledger.Datasets)
        {
            violations.AddRange(OfDataset(await client.CallAsync(c => c.Datasets.GetAsync(dataset)), ledger));
        }

        return violations;
    }

    private static IEnumerable<string> OfSession(TrainingSession session, ModelHistory history, GridLedger ledger)
    {
        if (session.State != TrainingState.Completed)
        {
            yield return $"session {session.Id} is lost: it is {session.State} ({session.Message})";
        }

        if (!session.Epochs.Select(e => e.Epoch_).SequenceEqual(Enumerable.Range(1, ledger.Epochs)))
        {
            yield return $"session {session.Id} has the epochs {string.Join(' ', session.Epochs.Select(e => e.Epoch_))}, not 1 to {ledger.Epochs}";
        }

        int versions = history.Versions.Count(v => v.Lineage.SessionId == session.Id);
        if (versions != 1)
        {
            yield return $"session {session.Id} has {versions} versions";
        }
    }

    private static IEnumerable<string> OfNumbers(ModelHistory history, GridLedger ledger)
    {
        int[] numbers = [.. history.Versions.Select(v => v.Version).Order()];
        if (!numbers.SequenceEqual(Enumerable.Range(1, ledger.Sessions.Count)))
        {
            yield return $"{ledger.Sessions.Count} sessions have made the versions {string.Join(' ', numbers)}";
        }
    }

    private async Task<IReadOnlyList<string>> OfVersionAsync(ModelVersion version, GridLedger ledger)
    {
        var violations = new List<string>();
        if (version.Weights.Sha256 != ledger.WeightsSha256)
        {
            violations.Add($"version {version.Version} has other weights ({version.Weights.Sha256[..8]}) than the undisturbed session ({ledger.WeightsSha256[..8]})");
        }

        try
        {
            await client.CallAsync(c => c.Models.GetVersionAsync($"{GridWork.Model}@{version.Version}"));
            await blobs.ReadAsync(new BlobRef(version.Weights.Sha256, version.Weights.Length));
        }
        catch (Exception unreadable) when (unreadable is BlobNotFoundException or BlobCorruptException or Client.BirdGridException)
        {
            violations.Add($"version {version.Version} is visible and cannot be read: {unreadable.Message}");
        }

        return violations;
    }

    private static IEnumerable<string> OfMoves(ModelHistory history, GridLedger ledger)
    {
        string[] made = [.. history.Moves.Reverse().Select(m => m.Why)];
        if (!made.SequenceEqual(ledger.Moves.Select(m => m.Key)))
        {
            yield return $"the moves {string.Join(' ', ledger.Moves.Select(m => m.Key))} were accepted, the log has {string.Join(' ', made)}";
        }

        int aliased = history.Aliases.FirstOrDefault(a => a.Name == GridWork.AliasName)?.Version ?? 0;
        if (aliased != ledger.Moves[^1].Version)
        {
            yield return $"the alias is at version {aliased}, its last move went to {ledger.Moves[^1].Version}";
        }
    }

    private static IEnumerable<string> OfDataset(Dataset dataset, GridLedger ledger)
    {
        if (dataset.Versions.Count != 1)
        {
            yield return $"one import has made {dataset.Versions.Count} versions of {dataset.Name}";
        }

        if (dataset.Versions[0].Manifest.Sha256 != ledger.ManifestSha256)
        {
            yield return $"{dataset.Name} has another manifest than the undisturbed import of the same photos";
        }
    }
}
