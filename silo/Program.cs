using BirdGrid.Silo;
using BirdGrid.Vision.Inference;

TorchProcess.EnsureOneArena();
return await SiloProgram.RunAsync(new SiloStartOptions { Settings = args }, CancellationToken.None);
