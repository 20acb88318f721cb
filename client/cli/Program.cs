using BirdGrid.Cli;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client;
using BirdGrid.Vision.Inference;

Console.SetOut(new CheckedOutput(Console.Out));
HttpClient.DefaultProxy = OutwardProxy.OfEnvironment;

// These two host a silo in this process.
if (args is ["serve" or "quickstart", ..])
{
    TorchProcess.EnsureOneArena();
}

return await BirdGridProgram.RunAsync(args);
