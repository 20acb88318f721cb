namespace BirdGrid.Silo.Services.Errors;

/// <summary>A call ended because the silo is stopping; another silo, or this one restarted, goes on.</summary>
internal sealed class SiloStoppingException : Exception;
