using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>Parameters of modules that are written here.</summary>
internal static class OwnParameter
{
    /// <summary>A parameter with these values, which it takes over. Like those of torch's layers, it outlives the dispose scope it is made in.</summary>
    public static Parameter From(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
