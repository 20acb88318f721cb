namespace BirdGrid.Client.Load;

/// <summary>The times at which an open loop's requests are due.</summary>
internal sealed class ArrivalSchedule(OpenLoop shape)
{
    private readonly Random random = new(shape.Seed);
    private long next;
    private double seconds;

    /// <summary>Seconds from the start to the next request; the first is due at 0.</summary>
    public double Next()
    {
        if (shape.Arrivals == ArrivalProcess.Constant)
        {
            // Multiplied, not added up: no rounding error grows.
            return next++ / shape.RequestsPerSecond;
        }

        double due = seconds;
        seconds -= Math.Log(1 - random.NextDouble()) / shape.RequestsPerSecond;
        return due;
    }
}
