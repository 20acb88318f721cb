namespace BirdGrid.Silo.Security.Audit;

/// <summary>Whether the lines of a log follow from one another.</summary>
/// <param name="Lines">Lines that do.</param>
/// <param name="FirstPrevious">Hash that the first line names as the one before it.</param>
/// <param name="LastHash">Hash of the last good line; kept elsewhere, it shows that nobody wrote the log anew.</param>
/// <param name="Fault">Where the chain breaks, or null.</param>
public sealed record AuditVerification(long Lines, string FirstPrevious, string LastHash, string? Fault)
{
    /// <summary>Checks the lines of a log, in the order of their numbers (<see cref="AuditChain"/>).</summary>
    /// <param name="lines">Their lines.</param>
    public static AuditVerification Of(IEnumerable<string> lines)
    {
        string? first = null;
        string last = AuditLine.Beginning;
        long sequence = 0;
        long good = 0;
        foreach (string text in lines)
        {
            if (AuditLine.Parse(text) is not { } line)
            {
                return Broken($"line {good + 1} was changed or is not whole");
            }

            first ??= line.Previous;
            if (good > 0 && (line.Previous != last || line.Sequence != sequence + 1))
            {
                return Broken($"line {good + 1} does not follow line {good}: lines were removed, inserted or moved");
            }

            (last, sequence) = (line.Hash, line.Sequence);
            good++;
        }

        return new AuditVerification(good, first ?? AuditLine.Beginning, last, null);

        AuditVerification Broken(string fault) => new(good, first ?? AuditLine.Beginning, last, fault);
    }
}
