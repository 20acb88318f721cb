using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>Number format of the forward and backward pass.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>32 bits everywhere.</summary>
    Full,

    /// <summary>
    /// bfloat16 activations and gradients, computed in a 16-bit copy of the network; BatchNorm, loss, optimiser and the weights that are kept
    /// stay in 32 bits. Micikevicius et al. 2018, "Mixed Precision Training", arXiv:1710.03740; Kalamkar et al. 2019, "A Study of BFLOAT16 for
    /// Deep Learning Training", arXiv:1905.12322, which needs no loss scaling. Meant for GPUs; a CPU computes it too, mostly slower.
    /// </summary>
    BFloat16,
}
