namespace BirdGrid.Silo.Hosting;

/// <summary>Ports that answer a few paths and nothing else.</summary>
internal static class PortBranch
{
    /// <summary>Gives a port a pipeline of its own; what that does not answer is not found.</summary>
    /// <param name="application">The silo.</param>
    /// <param name="port">The port; 0: there is none.</param>
    /// <param name="configure">What is answered there.</param>
    public static void MapPort(this WebApplication application, int port, Action<IApplicationBuilder> configure)
    {
        if (port == 0)
        {
            return;
        }

        application.MapWhen(context => context.Connection.LocalPort == port, branch =>
        {
            configure(branch);
            branch.Run(context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        });
    }
}
