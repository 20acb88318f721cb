namespace BirdGrid.Grains.Inference;

/// <summary>Tells what speaks against a version from what does not: refusals, lost calls, deadlines, photos that cannot be decoded.</summary>
internal static class VersionFault
{
    /// <summary>Whether a version could not be loaded, or gave no answer.</summary>
    public static bool Is(Exception failure) => failure is EngineFaultException or ConflictException { Reason: "version-not-loadable" or "answer-not-finite" };
}
