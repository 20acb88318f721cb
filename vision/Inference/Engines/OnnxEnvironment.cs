using Microsoft.ML.OnnxRuntime;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>
/// ONNX Runtime's one environment of the process, with the thread pool that engines of more than one thread share. Its threads do not spin while
/// they wait: other processes use the same cores.
/// </summary>
public static class OnnxEnvironment
{
    private static readonly Lock Gate = new();
    private static bool hasSharedPool;
    private static bool started;

    /// <summary>Starts the environment the first time. The threads of its pool get the priority of the calling thread.</summary>
    /// <param name="threads">
    /// Threads of the shared pool, if the environment is started by this call and they are more than one; else the pool has one for each processor.
    /// </param>
    /// <returns>Whether there is a shared pool: none where somebody else started the environment.</returns>
    public static bool Start(int threads)
    {
        lock (Gate)
        {
            if (started)
            {
                return hasSharedPool;
            }

            if (!OrtEnv.IsCreated)
            {
                using var pool = new OrtThreadingOptions
                {
                    GlobalInterOpNumThreads = 1,
                    GlobalIntraOpNumThreads = threads > 1 ? threads : Environment.ProcessorCount,
                    GlobalSpinControl = false,
                };
                var options = new EnvironmentCreationOptions
                {
                    logId = "BirdGrid",
                    logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                    threadOptions = pool,
                };
                OrtEnv.CreateInstanceWithOptions(ref options);
                hasSharedPool = true;
            }

            started = true;
            return hasSharedPool;
        }
    }
}
