using BirdGrid.Cli;

return await BirdGridProgram.RunAsync(args);
