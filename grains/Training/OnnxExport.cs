using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Weights;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training;

/// <summary>
/// Writes a finished session's network as an ONNX model and makes sure that ONNX Runtime answers with it as TorchSharp does. What goes wrong is
/// logged: a version without an ONNX model is worth more than none.
/// </summary>
/// <param name="blobs">Where the model goes.</param>
/// <param name="logger">Told why there is none.</param>
public sealed partial class OnnxExport(IBlobStore blobs, ILogger<OnnxExport> logger)
{
    /// <summary>Largest difference between the runtimes' logits that is put up with.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Exports, checks and stores a network, off the caller's turn.</summary>
    /// <param name="sessionId">The session, for the log.</param>
    /// <param name="weights">The network's weights.</param>
    /// <param name="labels">Class names in logit order.</param>
    /// <param name="preprocessing">How photos are prepared.</param>
    /// <param name="readPhotos">Reads photos of the session with TorchSharp's logits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The stored model, or null where it could not be made or differs.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="DiskException">There is no room for the model.</exception>
    public async Task<OnnxModel?> TryAsync(
        string sessionId,
        StateDict weights,
        IReadOnlyList<string> labels,
        Preprocessing preprocessing,
        Func<CancellationToken, Task<CheckedPhotos>> readPhotos,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(readPhotos);
        try
        {
            var photos = await readPhotos(cancellationToken);
            var (model, difference) = await Task.Run(
                () =>
                {
                    byte[] exported = OnnxExporter.Export(weights, OnnxModelStore.Describe(labels, preprocessing));
                    return (exported, LargestDifference(exported, photos));
                },
                cancellationToken);

            // Not-a-number is no difference that can be put up with either.
            if (!(difference <= Tolerance))
            {
                LogDiffers(sessionId, difference, Tolerance);
                return null;
            }

            return new OnnxModel(await blobs.PutAsync(model, cancellationToken), OnnxExporter.Opset, difference);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && DiskFaults.Of(failure) == DiskFault.None)
        {
            LogFailed(failure, sessionId);
            return null;
        }
    }

    private static double LargestDifference(byte[] model, CheckedPhotos photos)
    {
        using var engine = OnnxEngine.Load(model);
        float[] logits = new float[photos.Logits.Length];
        engine.Run([new PreparedImages(photos.ImagesNhwc, PixelFormat.Bytes, photos.Count)], logits);
        return LogitDifference.Largest(logits, photos.Logits);
    }

    [LoggerMessage(EventId = 600, EventName = "OnnxExportFailed", Level = LogLevel.Warning, Message = "Session {Session}: its version is published without an ONNX model.")]
    private partial void LogFailed(Exception failure, string session);

    [LoggerMessage(EventId = 601, EventName = "OnnxExportDiffers", Level = LogLevel.Warning, Message = "Session {Session}: its version is published without an ONNX model, whose logits differ from TorchSharp's by up to {Difference}; {Tolerance} is allowed.")]
    private partial void LogDiffers(string session, double difference, double tolerance);
}
