namespace BirdGrid.Grains.Disks;

/// <summary>A disk of the silo takes no bytes (gRPC UNAVAILABLE). Nothing was changed; when the disk does again, trying again succeeds.</summary>
[GenerateSerializer, Alias("birdgrid.disk")]
public sealed class DiskException : GridException
{
    /// <summary>Makes the error.</summary>
    /// <param name="fault">What is wrong with the disk.</param>
    /// <param name="inner">The cause; it is logged, and may name paths.</param>
    public DiskException(DiskFault fault, Exception? inner = null)
        : base(ReasonOf(fault), SentenceOf(fault), inner)
    {
        Fault = fault;
    }

    /// <summary>What is wrong with the disk.</summary>
    [Id(0)]
    public DiskFault Fault { get; }

    /// <summary>What is wrong and what to do, a sentence that anybody may read: it names no path.</summary>
    public static string ProblemOf(DiskFault fault) => fault switch
    {
        DiskFault.Full => "The disk of the silo is full: free some space there.",
        DiskFault.ReadOnly => "The disk of the silo is read-only: give the silo write access to its folders again.",
        _ => "The disk of the silo fails: check its health and its mount.",
    };

    /// <summary>What a session says that cannot write, and tries again.</summary>
    public static string WaitFor(DiskFault fault) => $"{ProblemOf(fault)} The session waits, and then goes on by itself.";

    /// <summary>Translates what a piece of code throws that writes files; what is not a disk's error is rethrown as it is.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="write">Writes files.</param>
    /// <exception cref="DiskException">The disk takes no bytes.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception failure) when (failure is not DiskException && DiskFaults.OfWriting(failure) is var fault and not DiskFault.None)
        {
            throw new DiskException(fault, failure);
        }
    }

    private static string SentenceOf(DiskFault fault) => $"{ProblemOf(fault)} Nothing was changed; try again afterwards.";

    private static string ReasonOf(DiskFault fault) => fault switch
    {
        DiskFault.Full => "disk-full",
        DiskFault.ReadOnly => "disk-read-only",
        _ => "disk-failing",
    };
}
