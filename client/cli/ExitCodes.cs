namespace BirdGrid.Cli;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It failed; standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something named does not exist, or input was refused.</summary>
    public const int Refused = 3;

    /// <summary>No silo answers.</summary>
    public const int Unreachable = 4;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
