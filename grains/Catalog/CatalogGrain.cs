using System.Globalization;
using BirdGrid.Grains.Storage;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
[Reentrant]
public sealed class CatalogGrain([PersistentState("catalog")] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    /// <summary>Names of a shard: some 5 KB, what adding one name writes at most.</summary>
    internal const int NamesPerShard = 256;

    private readonly List<string> names = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<string> waiting = [];
    private string[]? byName;
    private int lastShardCount;
    private Task writing = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await LoadAsync();
    }

    /// <inheritdoc/>
    public async Task Add(string name)
    {
        if (!known.Contains(name))
        {
            waiting.Add(name);
        }

        while (!known.Contains(name))
        {
            if (writing.IsCompleted)
            {
                writing = WriteWaitingAsync();
                await writing;
            }
            else
            {
                // Someone else's write, and someone else's failure: this name's turn comes after it.
                await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. names]);

    /// <inheritdoc/>
    public Task<CatalogPage> ListNewest(string? token, int limit)
    {
        // Names are never removed: a position in the order of adding stays what it is.
        int before = token is null ? names.Count : PositionOf(token);
        int first = Math.Max(0, before - limit);
        string? next = first == 0 ? null : first.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(new CatalogPage([.. names[first..before].AsEnumerable().Reverse()], next));
    }

    /// <inheritdoc/>
    public Task<CatalogPage> ListByName(string? token, int limit)
    {
        byName ??= [.. names.Order(StringComparer.Ordinal)];
        int first = token is null ? 0 : FirstAfter(byName, token);
        string[] page = byName[first..Math.Min(byName.Length, first + limit)];
        return Task.FromResult(new CatalogPage(page, first + page.Length < byName.Length ? page[^1] : null));
    }

    private static int FirstAfter(string[] sorted, string name)
    {
        int found = Array.BinarySearch(sorted, name, StringComparer.Ordinal);
        return found < 0 ? ~found : found + 1;
    }

    private int PositionOf(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int position) && position <= names.Count
            ? position
            : throw new RefusedException("unknown-page-token", $"'{token}' is no page token of this list; take the one that the page before gave, or none for the first page.");

    private async Task WriteWaitingAsync()
    {
        if (state.State.ShardCount == 0 || lastShardCount == NamesPerShard)
        {
            await AddShardAsync();
        }

        string[] batch = [.. waiting.Where(name => !known.Contains(name)).Distinct(StringComparer.Ordinal).Take(NamesPerShard - lastShardCount)];
        if (!await Shard(state.State.ShardCount - 1).Append(lastShardCount, batch))
        {
            await state.ReadStateAsync();
            await LoadAsync();
            return;
        }

        Remember(batch);
        lastShardCount += batch.Length;
        waiting.RemoveAll(known.Contains);
    }

    private async Task AddShardAsync()
    {
        // Known before it has names: an empty shard does no harm, names in one that nobody knows would be lost.
        state.State.ShardCount++;
        try
        {
            await state.SaveAsync(DeactivateOnIdle);
            lastShardCount = 0;
        }
        catch
        {
            state.State.ShardCount--;
            throw;
        }
    }

    private async Task LoadAsync()
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, state.State.ShardCount).Select(shard => Shard(shard).List()));
        names.Clear();
        known.Clear();
        Remember(state.State.Names);
        foreach (var shard in shards)
        {
            Remember(shard);
        }

        lastShardCount = shards.Length == 0 ? 0 : shards[^1].Count;
        waiting.RemoveAll(known.Contains);
    }

    private void Remember(IReadOnlyCollection<string> added)
    {
        names.AddRange(added);
        known.UnionWith(added);
        byName = null;
    }

    private ICatalogShardGrain Shard(int number) =>
        GrainFactory.GetGrain<ICatalogShardGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{number}"));
}
