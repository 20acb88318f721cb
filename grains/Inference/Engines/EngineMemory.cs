using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>Memory that unloaded networks leave behind.</summary>
internal static class EngineMemory
{
    /// <summary>Lets go of an engine on a thread of its own: one that is bound to the device waits for it, which no grain's turn may.</summary>
    /// <param name="engine">The engine; nobody uses it any more.</param>
    public static Task ReleaseAsync(IInferenceEngine engine) => QuietThread.RunAsync("unload", () =>
    {
        engine.Dispose();
        return true;
    });

    /// <summary>
    /// Has it given back to the system: the file that a network was read from is a large managed object, and its weights and buffers lie in the C
    /// library's heap. Neither waits for the other; callers go on.
    /// </summary>
    public static void Return()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        TorchRuntime.ReturnMemory();
    }
}
