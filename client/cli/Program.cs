using BirdGrid.Cli;
using BirdGrid.Vision.Inference;

// These two host a silo in this process.
if (args is ["serve" or "quickstart", ..])
{
    TorchProcess.EnsureOneArena();
}

return await BirdGridProgram.RunAsync(args);
