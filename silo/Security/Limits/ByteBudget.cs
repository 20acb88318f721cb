namespace BirdGrid.Silo.Security.Limits;

/// <summary>Bytes that requests may hold at a time. Thread-safe; allocates nothing.</summary>
/// <param name="owner">Whose budget it is: silo, caller or connection.</param>
/// <param name="option">The option that sets it.</param>
/// <param name="totalBytes">All of it.</param>
internal sealed class ByteBudget(string owner, string option, long totalBytes)
{
    private long usedBytes;

    /// <summary>Whose budget it is.</summary>
    public string Owner => owner;

    /// <summary>The option that sets it.</summary>
    public string Option => option;

    /// <summary>All of it.</summary>
    public long TotalBytes => totalBytes;

    /// <summary>What is taken.</summary>
    public long UsedBytes => Volatile.Read(ref usedBytes);

    /// <summary>Takes a part; false where there is too little left.</summary>
    /// <param name="bytes">The part.</param>
    /// <param name="isLarge">Whether the request holds much: the last quarter is kept for those that do not, which then go on beside a flood of large ones.</param>
    public bool TryTake(long bytes, bool isLarge)
    {
        if (Interlocked.Add(ref usedBytes, bytes) <= (isLarge ? totalBytes / 4 * 3 : totalBytes))
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives a part back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref usedBytes, -bytes);
}
