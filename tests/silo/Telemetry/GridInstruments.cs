using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Silo.Tests.Telemetry;

/// <summary>The instruments that the grid's code declares, used or not.</summary>
internal static class GridInstruments
{
    /// <summary>Every instrument of the grid's meter: what declares them is brought to life.</summary>
    public static IReadOnlyList<Instrument> All()
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == BirdGridTelemetry.Name)
                {
                    lock (found)
                    {
                        found.Add(instrument);
                    }
                }
            },
        };
        foreach (var type in typeof(BirdGridTelemetry).Assembly.GetTypes().Where(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Any(f => Declares(f.FieldType))))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();
        lock (found)
        {
            return [.. found];
        }
    }

    /// <summary>Records a value, so that the instrument shows in a scrape.</summary>
    /// <returns>Whether it takes values: one that is observed does not.</returns>
    public static bool Touch(Instrument instrument)
    {
        switch (instrument)
        {
            case Counter<long> counter:
                counter.Add(1);
                return true;
            case UpDownCounter<int> upDown:
                upDown.Add(0);
                return true;
            case Gauge<long> gauge:
                gauge.Record(0);
                return true;
            case Histogram<double> histogram:
                histogram.Record(0.0042);
                return true;
            case Histogram<int> histogram:
                histogram.Record(3);
                return true;
            default:
                return instrument.IsObservable ? false : throw new NotSupportedException($"{instrument.Name} is a {instrument.GetType()}: record it here.");
        }
    }

    /// <summary>What Prometheus calls an instrument that is observed: OpenTelemetry's rules, as far as the grid's instruments need them.</summary>
    public static string NameOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_');
        return instrument.Unit switch
        {
            "By" => $"{name}_bytes",
            "s" => $"{name}_seconds",
            null or ['{', ..] => name,
            _ => throw new NotSupportedException($"{instrument.Name} is counted in {instrument.Unit}: say here what Prometheus calls that."),
        };
    }

    private static bool Declares(Type type) => typeof(Instrument).IsAssignableFrom(type) || type.Namespace?.StartsWith("BirdGrid.Grains", StringComparison.Ordinal) == true && type.Name.EndsWith("Instruments", StringComparison.Ordinal);
}
