using BirdGrid.Silo;

return await SiloProgram.RunAsync(new SiloStartOptions { Settings = args }, CancellationToken.None);
