using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Quantization;

/// <summary>Makes int8 models of a version on a cpu silo; the key is the version's, <c>model@version</c>. Nothing of the work is stored but its result.</summary>
[Alias("birdgrid.quantizer")]
public interface IQuantizerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Calibrates on training photos of the version's own dataset, measures the model and the version's own on the same held-out photos, and puts it
    /// beside the version. Takes minutes.
    /// </summary>
    /// <param name="request">How.</param>
    /// <param name="cancellationToken">Gives up; nothing is stored then.</param>
    /// <exception cref="NotFoundException">The version does not exist.</exception>
    /// <exception cref="RefusedException">The number of photos is out of range, or the architecture is not quantized.</exception>
    [Alias("quantize"), ResponseTimeout("00:30:00")]
    Task<QuantizedModel> Quantize(QuantizeRequest request, CancellationToken cancellationToken = default);
}
