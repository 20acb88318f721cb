using BirdGrid.Client;
using BirdGrid.Silo;
using BirdGrid.Vision.Inference;

HttpClient.DefaultProxy = OutwardProxy.OfEnvironment;
TorchProcess.EnsureOneArena();
return await SiloProgram.RunAsync(new SiloStartOptions { Settings = args }, CancellationToken.None);
