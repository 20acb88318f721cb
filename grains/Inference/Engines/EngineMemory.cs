using BirdGrid.Vision.Inference;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>Memory that unloaded networks leave behind.</summary>
internal static class EngineMemory
{
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
