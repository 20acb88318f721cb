using System.Globalization;
using BirdGrid.Bench.Hostile;
using BirdGrid.Bench.Measures;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Inference;

if (args is [HostileSender.Argument, .. var said])
{
    return await HostileSender.RunAsync(said);
}

if (args is not [var name])
{
    Console.Error.WriteLine("Usage: bench/measure.sh NAME, with NAME one of:");
    foreach (var known in MeasureCatalog.All)
    {
        Console.Error.WriteLine($"  {known.Name,-28} {known.Description}");
    }

    return 2;
}

if (MeasureCatalog.All.FirstOrDefault(m => m.Name == name) is not { } measure)
{
    Console.Error.WriteLine($"There is no figure named '{name}'; without a name, the names are listed.");
    return 2;
}

if (measure.IsOfOneCore && !OneCore.IsPinned)
{
    return OneCore.Run(args);
}

TorchProcess.EnsureOneArena();
double value = await measure.RunAsync(Console.Out, CancellationToken.None);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {value:0.####}"));
return 0;
