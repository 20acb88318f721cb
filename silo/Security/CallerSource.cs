namespace BirdGrid.Silo.Security;

/// <summary>How a caller said who it is.</summary>
internal enum CallerSource
{
    /// <summary>It did not.</summary>
    Anonymous,

    /// <summary>A key of the configuration or of the grid's store.</summary>
    ApiKey,

    /// <summary>A bearer token (JWT).</summary>
    Token,

    /// <summary>A client certificate.</summary>
    Certificate,
}
