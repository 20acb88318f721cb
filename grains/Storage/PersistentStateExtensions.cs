namespace BirdGrid.Grains.Storage;

/// <summary>Safe writes of grain state.</summary>
public static class PersistentStateExtensions
{
    /// <summary>
    /// Writes the state. Where that fails, the activation goes away with its unsaved changes: the next call starts from what is stored,
    /// and no caller is ever told of a change that was not kept.
    /// </summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="state">What to write.</param>
    /// <param name="deactivateOnIdle">The grain's own DeactivateOnIdle.</param>
    public static async Task SaveAsync<T>(this IPersistentState<T> state, Action deactivateOnIdle)
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            deactivateOnIdle();
            throw;
        }
    }

    /// <summary>Reads the state again. Where that fails, the activation goes away: its silo may be cut off, and another activation have written since.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="state">What to read.</param>
    /// <param name="deactivateOnIdle">The grain's own DeactivateOnIdle.</param>
    public static async Task RefreshAsync<T>(this IPersistentState<T> state, Action deactivateOnIdle)
    {
        try
        {
            await state.ReadStateAsync();
        }
        catch
        {
            deactivateOnIdle();
            throw;
        }
    }
}
