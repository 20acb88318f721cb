using System.Runtime.CompilerServices;
using BirdGrid.Vision.Inference;

namespace BirdGrid.Vision.Tests.Torch;

/// <summary>Before any test touches torch: threads that spin at barriers turn seconds into minutes on a machine that does other work too.</summary>
internal static class TorchSetup
{
#pragma warning disable CA2255 // This is the application: its module is initialised when the runner starts.
    [ModuleInitializer]
    internal static void Tune() => TorchRuntime.Tune();
#pragma warning restore CA2255
}
